namespace Sightglass.Plugins.Cors;

/// <summary>An origin as it is compared and answered: without user information, path and default port. Letters keep their case.</summary>
/// <param name="Text">The whole origin, or the text itself when it is none.</param>
/// <param name="Host">Its host alone.</param>
internal readonly record struct NormalOrigin(string Text, string Host)
{
    public static NormalOrigin Parse(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0)
        {
            return new NormalOrigin(text, text);
        }

        var authority = text.AsSpan(scheme + 3);
        var end = authority.IndexOfAny('/', '?', '#');
        authority = end < 0 ? authority : authority[..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var colon = authority.LastIndexOf(':');
        var hasPort = colon > authority.LastIndexOf(']');
        var host = hasPort ? authority[..colon] : authority;
        if (host.IsEmpty)
        {
            return new NormalOrigin(text, text);
        }

        var port = hasPort ? authority[(colon + 1)..] : default;
        var isDefault = port.IsEmpty
            || (port is "80" && text.StartsWith("http:", StringComparison.Ordinal))
            || (port is "443" && text.StartsWith("https:", StringComparison.Ordinal));
        return new NormalOrigin($"{text.AsSpan(0, scheme)}://{(isDefault ? host : authority)}", host.ToString());
    }
}

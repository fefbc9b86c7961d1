namespace Sightglass.Configuration.Rules;

/// <summary>The parts of a URL as the <c>url</c> of a service takes them: nothing is checked, fragment and query are left out.</summary>
/// <param name="Scheme">What stands before the first colon, if it looks like a scheme.</param>
/// <param name="Host">Host name or address, without brackets.</param>
/// <param name="Port">What follows the host's colon.</param>
/// <param name="Path">The rest; without <c>//</c> that is all there is.</param>
internal readonly record struct UrlText(string? Scheme, string? Host, string? Port, string? Path)
{
    public static UrlText Of(string text)
    {
        string? scheme = null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var rest = colon > 0 && text[0] != '/' && IsPort(text.AsSpan(colon + 1)) ? "//" + text : text;
        if (ReferenceEquals(rest, text) && colon > 0 && char.IsAsciiLetterOrDigit(rest[0]) && rest[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.'))
        {
            scheme = rest[..colon];
            rest = rest[(colon + 1)..];
        }

        string? authority = null;
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            var end = rest.AsSpan(2).IndexOfAny('/', '?', '#');
            authority = end < 0 ? rest[2..] : rest.Substring(2, end);
            rest = end < 0 ? "" : rest[(end + 2)..];
        }

        var cut = rest.AsSpan().IndexOfAny('?', '#');
        rest = cut < 0 ? rest : rest[..cut];
        var (host, port) = Authority(authority);
        return new UrlText(scheme, host, port, rest.Length == 0 ? null : rest);
    }

    /// <summary>Whether a port follows the first colon, so that a host stands before it and no scheme.</summary>
    private static bool IsPort(ReadOnlySpan<char> rest)
    {
        var slash = rest.IndexOf('/');
        var port = slash < 0 ? rest : rest[..slash];
        return port.Length > 0 && port.IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static (string? Host, string? Port) Authority(string? authority)
    {
        if (string.IsNullOrEmpty(authority))
        {
            return (null, null);
        }

        var host = authority[(authority.IndexOf('@', StringComparison.Ordinal) + 1)..];
        var colon = host.LastIndexOf(':');
        string? port = null;
        if (colon >= 0 && !host.AsSpan(colon).Contains(']'))
        {
            port = host[(colon + 1)..];
            host = host[..colon];
        }

        host = HostRules.Unbracketed(host);
        return (host.Length == 0 ? null : host, string.IsNullOrEmpty(port) ? null : port);
    }
}

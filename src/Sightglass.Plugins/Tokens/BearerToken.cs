namespace Sightglass.Plugins.Tokens;

/// <summary>Reads <c>Bearer …</c> header values (RFC 6750 2.1).</summary>
internal static class BearerToken
{
    /// <summary>The token; null when the value has another scheme or no token.</summary>
    public static string? Read(string? header)
    {
        const string Scheme = "Bearer";
        var value = header.AsSpan().Trim();
        if (value.Length <= Scheme.Length
            || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !char.IsWhiteSpace(value[Scheme.Length]))
        {
            return null;
        }

        return value[Scheme.Length..].Trim().ToString();
    }
}

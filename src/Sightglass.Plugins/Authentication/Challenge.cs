using Microsoft.Extensions.Primitives;

namespace Sightglass.Plugins.Authentication;

/// <summary>Values of <c>WWW-Authenticate</c>.</summary>
internal static class Challenge
{
    /// <summary>A scheme, with its realm if there is one: <c>Key</c> or <c>Key realm="…"</c>.</summary>
    public static StringValues Of(string scheme, string? realm) => realm is null ? scheme : $"{scheme} realm=\"{Quote(realm)}\"";

    /// <summary>Escapes what a quoted string may not hold as it is (RFC 9110 5.6.4).</summary>
    public static string Quote(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}

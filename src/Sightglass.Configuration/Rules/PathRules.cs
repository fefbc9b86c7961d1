using System.Buffers;
using Sightglass.Configuration.Routing;
using Sightglass.Expressions.Patterns;

namespace Sightglass.Configuration.Rules;

/// <summary>Rules for paths of services, health checks and routes. Each returns the problem, or null.</summary>
internal static class PathRules
{
    private static readonly SearchValues<char> Rfc3986 = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/@!$&'()*+,;=%");

    public static string? Path(string value) =>
        !value.StartsWith('/') ? "should start with: /"
            : value.Contains("//", StringComparison.Ordinal) ? "must not have empty segments"
            : value.AsSpan().ContainsAnyExcept(Rfc3986)
                ? $"invalid path: '{value}' (characters outside of the reserved list of RFC 3986 found)"
            : BadTriplet(value) is { } bad ? $"invalid url-encoded value: '{bad}'"
            : null;

    /// <summary>A route's path: a prefix in normal form, or <c>~/</c> and a regular expression.</summary>
    public static string? RoutePath(string value)
    {
        var isRegex = value.StartsWith("~/", StringComparison.Ordinal);
        if (!isRegex && !value.StartsWith('/'))
        {
            return "should start with: / (fixed path) or ~/ (regex path)";
        }

        if (value.Contains("//", StringComparison.Ordinal))
        {
            return "must not have empty segments";
        }

        if (BadTriplet(value) is { } bad)
        {
            return $"invalid url-encoded value: '{bad}'";
        }

        if (isRegex)
        {
            return Regex(value[1..]);
        }

        if (value.Any(char.IsControl))
        {
            return "must not contain control characters";
        }

        var normal = PathNormalForm.Normalize(value);
        return normal == value ? null : $"non-normalized path, consider use '{normal}' instead";
    }

    /// <summary>A regular expression as routes use them.</summary>
    public static string? Regex(string pattern) =>
        CompiledPattern.TryCompile(pattern, out _, out var error, whenUsed: true)
            ? null
            : $"invalid regex: '{pattern}' ({error.Message} at character {error.Index + 1}"
                + (error.Suggestion is null ? ")" : $"; {error.Suggestion})");

    private static string? BadTriplet(string value)
    {
        for (var at = value.IndexOf('%', StringComparison.Ordinal); at >= 0; at = value.IndexOf('%', at + 1))
        {
            if (at + 2 >= value.Length || !char.IsAsciiHexDigit(value[at + 1]) || !char.IsAsciiHexDigit(value[at + 2]))
            {
                return value[at..Math.Min(at + 3, value.Length)];
            }
        }

        return null;
    }
}

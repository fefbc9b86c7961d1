using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Rules;

/// <summary>Rules for names, tags and other short texts. Each returns the problem, or null.</summary>
internal static class TextRules
{
    /// <summary>Turns a rule for text into one for a field's value.</summary>
    public static Func<JsonNode, string?> Text(Func<string, string?> rule) => node => rule(node.GetValue<string>());

    public static string? Name(string value) =>
        value.All(c => c > 0x7f || char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '~')
            ? null
            : $"invalid value '{value}': the only accepted ascii characters are alphanumerics or ., -, _, and ~";

    public static string? Tag(string value) =>
        value.All(c => c is >= ' ' and not (',' or '/' or '\x7f')) && value.EnumerateRunes().All(r => r.Value != 0xfffd)
            ? null
            : $"invalid tag '{value}': expected printable ascii (except `,` and `/`) or valid utf-8 sequences";

    public static string? Uuid(string value) => Guid.TryParseExact(value, "D", out _) ? null : "expected a valid UUID";

    public static string? HeaderName(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? null
            : $"bad header name '{value}', allowed characters are A-Z, a-z, 0-9, '_', and '-'";

    public static string? CookieName(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '~')
            ? null
            : $"bad cookie name '{value}', allowed characters are A-Z, a-z, 0-9, '_', '-', '.' and '~'";

    public static string? Method(string value) => value.All(char.IsAsciiLetterUpper) ? null : $"invalid value: {value}";
}

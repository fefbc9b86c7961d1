using System.Buffers;

namespace Sightglass.Plugins.Configuration;

/// <summary>What may be a header's name (RFC 9110 5.1).</summary>
internal static class HeaderNames
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly SearchValues<char> ConfigurableCharacters =
        SearchValues.Create("-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly SearchValues<char> ForbiddenInValues =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(c => c != '\t').Select(c => (char)c), '\u007f']);

    public static bool IsValid(ReadOnlySpan<char> name) => !name.IsEmpty && !name.ContainsAnyExcept(TokenCharacters);

    /// <summary>Whether a text may be a header's value (RFC 9110 5.5): no control characters, above all no line ends.</summary>
    public static bool IsValidValue(ReadOnlySpan<char> value) => !value.ContainsAny(ForbiddenInValues);

    /// <summary>Whether a text is a header's name as configurations may have it: narrower than <see cref="IsValid"/>.</summary>
    public static bool IsConfigurable(ReadOnlySpan<char> name) => !name.IsEmpty && !name.ContainsAnyExcept(ConfigurableCharacters);

    /// <summary>The rule of a field that holds a header's name.</summary>
    public static string? Check(System.Text.Json.Nodes.JsonNode value)
    {
        var name = value.GetValue<string>();
        return IsConfigurable(name) ? null : $"bad header name '{name}', allowed characters are A-Z, a-z, 0-9, '_', and '-'";
    }
}

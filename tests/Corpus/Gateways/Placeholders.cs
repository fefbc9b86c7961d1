using System.Text.RegularExpressions;

namespace Corpus.Gateways;

/// <summary>Puts what is known only at run time into the texts of a case: <c>${name}</c>.</summary>
internal sealed partial class Placeholders
{
    private readonly Dictionary<string, string> _values = [];

    public string this[string name]
    {
        set => _values[name] = value;
    }

    /// <exception cref="InvalidDataException">The text asks for something that is not known.</exception>
    public string Fill(string text) => Placeholder().Replace(text, match => _values.TryGetValue(match.Groups[1].Value, out var value)
        ? value
        : throw new InvalidDataException($"'{match.Value}' stands for nothing; known are {string.Join(", ", _values.Keys.Order(StringComparer.Ordinal))}"));

    [GeneratedRegex(@"\$\{([^}]*)\}")]
    private static partial Regex Placeholder();
}

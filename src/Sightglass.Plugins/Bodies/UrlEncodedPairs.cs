using System.Text;

namespace Sightglass.Plugins.Bodies;

/// <summary>
/// The parameters of a query or of a form body as an editable list. What is not edited keeps the bytes it came with, so that a
/// signature over the rest still holds.
/// </summary>
internal sealed class UrlEncodedPairs
{
    private readonly List<Pair> _pairs = [];

    /// <summary>Whether anything was changed since parsing.</summary>
    public bool IsChanged { get; private set; }

    public static UrlEncodedPairs Parse(string text)
    {
        var result = new UrlEncodedPairs();
        foreach (var range in text.AsSpan().Split('&'))
        {
            var segment = text[range];
            if (segment.Length == 0)
            {
                continue;
            }

            var equals = segment.IndexOf('=', StringComparison.Ordinal);
            result._pairs.Add(equals < 0
                ? new Pair(Decode(segment), null, segment)
                : new Pair(Decode(segment.AsSpan(0, equals)), Decode(segment.AsSpan(equals + 1)), segment));
        }

        return result;
    }

    public IEnumerable<KeyValuePair<string, string>> All()
    {
        foreach (var pair in _pairs)
        {
            yield return KeyValuePair.Create(pair.Name, pair.Value ?? "");
        }
    }

    /// <summary>As <see cref="All"/>, with null for a name without <c>=</c>.</summary>
    public IEnumerable<KeyValuePair<string, string?>> AllOrNull()
    {
        foreach (var pair in _pairs)
        {
            yield return KeyValuePair.Create(pair.Name, pair.Value);
        }
    }

    public void Remove(string name) => IsChanged |= _pairs.RemoveAll(pair => pair.Name == name) > 0;

    public void Append(string name, string value)
    {
        _pairs.Add(Pair.Of(name, value));
        IsChanged = true;
    }

    /// <summary>Adds a name without <c>=</c>.</summary>
    public void AppendName(string name)
    {
        _pairs.Add(Pair.Of(name, null));
        IsChanged = true;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var pair in _pairs)
        {
            if (text.Length > 0)
            {
                text.Append('&');
            }

            text.Append(pair.Raw);
        }

        return text.ToString();
    }

    public static string Decode(ReadOnlySpan<char> text) =>
        text.ContainsAny('%', '+') ? Uri.UnescapeDataString(text.ToString().Replace('+', ' ')) : text.ToString();

    private readonly record struct Pair(string Name, string? Value, string Raw)
    {
        public static Pair Of(string name, string? value) => new(
            name,
            value,
            value is null ? Uri.EscapeDataString(name) : $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}");
    }
}

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
                : new Pair(Decode(segment[..equals]), Decode(segment[(equals + 1)..]), segment));
        }

        return result;
    }

    public bool Contains(string name)
    {
        foreach (var pair in _pairs)
        {
            if (pair.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>All values of a name, in order. A name without <c>=</c> counts as an empty value.</summary>
    public List<string> Values(string name)
    {
        var values = new List<string>();
        foreach (var pair in _pairs)
        {
            if (pair.Name == name)
            {
                values.Add(pair.Value ?? "");
            }
        }

        return values;
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

    /// <summary>Renames all pairs of a name; pairs that already had the new name are lost.</summary>
    public void Rename(string from, string to)
    {
        if (from == to || !Contains(from))
        {
            return;
        }

        Remove(to);
        for (var i = 0; i < _pairs.Count; i++)
        {
            if (_pairs[i].Name == from)
            {
                _pairs[i] = Pair.Of(to, _pairs[i].Value);
            }
        }

        IsChanged = true;
    }

    /// <summary>Gives a name that is present one value, in the place of its first pair.</summary>
    public void Replace(string name, string value)
    {
        var first = _pairs.FindIndex(pair => pair.Name == name);
        if (first >= 0)
        {
            _pairs[first] = Pair.Of(name, value);
            for (var i = _pairs.Count - 1; i > first; i--)
            {
                if (_pairs[i].Name == name)
                {
                    _pairs.RemoveAt(i);
                }
            }

            IsChanged = true;
        }
    }

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

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private readonly record struct Pair(string Name, string? Value, string Raw)
    {
        public static Pair Of(string name, string? value) => new(
            name,
            value,
            value is null ? Uri.EscapeDataString(name) : $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}");
    }
}

using System.Text;

namespace Sightglass.Plugins.Bodies;

/// <summary>
/// The parameters of a query or a form body by name, as plugins of the field see them: in the order of their first appearance, the values
/// of one name together. A name without <c>=</c> is a flag, kept as a null value. Written out again, everything is in one normal form.
/// </summary>
internal sealed class ArgumentTable
{
    /// <summary>Parameters that are looked at; more are lost when the table is written out, as in the reference.</summary>
    public const int MaxArguments = 100;

    private readonly List<Argument> _arguments = [];

    public static ArgumentTable Parse(string text)
    {
        var table = new ArgumentTable();
        var left = MaxArguments;
        foreach (var range in text.AsSpan().Split('&'))
        {
            var pair = text.AsSpan(range);
            var equals = pair.IndexOf('=');
            var name = UrlEncodedPairs.Decode(equals < 0 ? pair : pair[..equals]);
            if (name.Length == 0)
            {
                continue;
            }

            if (left-- == 0)
            {
                break;
            }

            table.Append(name, equals < 0 ? null : UrlEncodedPairs.Decode(pair[(equals + 1)..]));
        }

        return table;
    }

    public bool Contains(string name) => IndexOf(name) >= 0;

    /// <summary>The values of a name, null for a flag; null when the name is not there.</summary>
    public IReadOnlyList<string?>? Find(string name) => IndexOf(name) is >= 0 and var index ? _arguments[index].Values : null;

    public IEnumerable<KeyValuePair<string, IReadOnlyList<string?>>> All()
    {
        foreach (var argument in _arguments)
        {
            yield return KeyValuePair.Create<string, IReadOnlyList<string?>>(argument.Name, argument.Values);
        }
    }

    public void Remove(string name)
    {
        if (IndexOf(name) is >= 0 and var index)
        {
            _arguments.RemoveAt(index);
        }
    }

    /// <summary>Gives the values of a name another name; what had that name is lost.</summary>
    public void Rename(string from, string to)
    {
        if (from != to && IndexOf(from) is >= 0 and var index)
        {
            var values = _arguments[index].Values;
            _arguments.RemoveAt(index);
            Remove(to);
            _arguments.Add(new Argument(to, values));
        }
    }

    /// <summary>Gives a name this one value.</summary>
    public void Set(string name, string? value)
    {
        if (IndexOf(name) is >= 0 and var index)
        {
            _arguments[index] = new Argument(name, [value]);
        }
        else
        {
            _arguments.Add(new Argument(name, [value]));
        }
    }

    /// <summary>Adds a value to those of a name.</summary>
    public void Append(string name, string? value)
    {
        if (IndexOf(name) is >= 0 and var index)
        {
            _arguments[index].Values.Add(value);
        }
        else
        {
            _arguments.Add(new Argument(name, [value]));
        }
    }

    /// <summary>The parameters in the order of the table.</summary>
    public override string ToString() => string.Join('&', Encoded());

    /// <summary>The parameters in the order of their encoded text, the values of one name together.</summary>
    public string ToSortedText()
    {
        var encoded = Encoded();
        encoded.Sort(StringComparer.Ordinal);
        return string.Join('&', encoded);
    }

    private List<string> Encoded()
    {
        var encoded = new List<string>(_arguments.Count);
        var text = new StringBuilder();
        foreach (var argument in _arguments)
        {
            text.Clear();
            foreach (var value in argument.Values)
            {
                text.Append(text.Length > 0 ? "&" : "");
                Encode(text, argument.Name);
                if (value is not null)
                {
                    text.Append('=');
                    Encode(text, value);
                }
            }

            encoded.Add(text.ToString());
        }

        return encoded;
    }

    /// <summary>Percent-encodes all but letters, digits and <c>-._~!'()*</c>.</summary>
    private static void Encode(StringBuilder output, string text)
    {
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || "-._~!'()*".Contains((char)octet, StringComparison.Ordinal))
            {
                output.Append((char)octet);
            }
            else
            {
                output.Append('%').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < _arguments.Count; i++)
        {
            if (_arguments[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private readonly record struct Argument(string Name, List<string?> Values);
}

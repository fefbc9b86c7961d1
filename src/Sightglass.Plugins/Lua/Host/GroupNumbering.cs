using System.Globalization;
using System.Text;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>
/// Turns named groups into numbered ones. The framework numbers named groups after all others; scripts expect every group to be numbered
/// by where it opens.
/// </summary>
internal static class GroupNumbering
{
    /// <summary>The pattern with numbered groups only, and which numbers the names stood for.</summary>
    public static (string Pattern, Dictionary<string, int> Names) Rewrite(string pattern)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var output = new StringBuilder(pattern.Length);
        var groups = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\' when Reference(pattern, i, names) is var (text, length):
                    output.Append(text);
                    i += length - 1;
                    continue;
                case '\\' when i + 1 < pattern.Length:
                    output.Append(pattern[i++]);
                    break;
                case '[':
                    var end = SetEnd(pattern, i);
                    output.Append(pattern, i, end - i);
                    i = end;
                    break;
                case '(' when Name(pattern, i) is var (name, length):
                    names[name] = ++groups;
                    output.Append('(');
                    i += length - 1;
                    continue;
                case '(' when i + 1 >= pattern.Length || pattern[i + 1] != '?':
                    groups++;
                    break;
            }

            if (i < pattern.Length)
            {
                output.Append(pattern[i]);
            }
        }

        return (output.ToString(), names);
    }

    /// <summary>The name of a group that opens here, and the length of its opening.</summary>
    private static (string Name, int Length)? Name(string pattern, int start)
    {
        var rest = pattern.AsSpan(start);
        var prefix = rest.StartsWith("(?P<") ? 4 : rest.StartsWith("(?<") || rest.StartsWith("(?'") ? 3 : 0;
        if (prefix == 0 || prefix >= rest.Length || rest[prefix] is '=' or '!')
        {
            return null;
        }

        var end = rest[prefix..].IndexOfAny('>', '\'');
        return end > 0 ? (rest.Slice(prefix, end).ToString(), prefix + end + 1) : null;
    }

    /// <summary>A reference by name to a group that was seen, as one by number, and the length of the original.</summary>
    private static (string Text, int Length)? Reference(string pattern, int start, Dictionary<string, int> names)
    {
        var rest = pattern.AsSpan(start);
        if (rest.Length < 5 || rest[1] != 'k' || rest[2] is not ('<' or '{' or '\''))
        {
            return null;
        }

        var end = rest[3..].IndexOfAny('>', '}', '\'');
        return end > 0 && names.TryGetValue(rest.Slice(3, end).ToString(), out var number)
            ? (string.Create(CultureInfo.InvariantCulture, $"(?:\\{number})"), end + 4)
            : null;
    }

    /// <summary>The position of the bracket that closes a character set.</summary>
    private static int SetEnd(string pattern, int start)
    {
        var i = start + 1;
        if (i < pattern.Length && pattern[i] == '^')
        {
            i++;
        }

        // The first character of a set stands for itself, even a closing bracket.
        for (var first = true; i < pattern.Length; first = false, i++)
        {
            if (pattern[i] == '\\')
            {
                i++;
            }
            else if (pattern[i] == ']' && !first)
            {
                break;
            }
        }

        return Math.Min(i, pattern.Length);
    }
}

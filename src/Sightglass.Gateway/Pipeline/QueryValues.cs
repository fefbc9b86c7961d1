using System.Runtime.InteropServices;
using Sightglass.Expressions.Fields;

namespace Sightglass.Gateway.Pipeline;

/// <summary>Query parameters by name (expressions.md 7): case-sensitive, <c>?a</c> and <c>?a=</c> both empty, repeated ones several values.</summary>
internal static class QueryValues
{
    /// <summary>Parameters looked at; more are not read, as in the reference.</summary>
    private const int MaxParameters = 100;

    /// <param name="query">The query with its question mark, or empty.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="values">Gets the values.</param>
    public static FieldState Read(ReadOnlySpan<char> query, string name, ref FieldValues values)
    {
        if (query.Length <= 1)
        {
            return FieldState.Absent;
        }

        List<string?>? several = null;
        string? first = null;
        var seen = 0;
        var pairs = query[1..];
        foreach (var range in pairs.Split('&'))
        {
            if (++seen > MaxParameters)
            {
                break;
            }

            var pair = pairs[range];
            var equals = pair.IndexOf('=');
            var key = equals < 0 ? pair : pair[..equals];
            if (pair.IsEmpty || !IsNamed(key, name))
            {
                continue;
            }

            var value = Decode(equals < 0 ? default : pair[(equals + 1)..]);
            if (first is null)
            {
                first = value;
            }
            else
            {
                (several ??= [first]).Add(value);
            }
        }

        if (first is null)
        {
            return FieldState.Absent;
        }

        if (several is null)
        {
            values.Set(first);
        }
        else
        {
            values.Set(CollectionsMarshal.AsSpan(several));
        }

        return FieldState.Present;
    }

    private static bool IsNamed(ReadOnlySpan<char> key, string name) =>
        key.ContainsAny('%', '+') ? Decode(key) == name : key.SequenceEqual(name);

    private static string Decode(ReadOnlySpan<char> text) =>
        text.ContainsAny('%', '+') ? Uri.UnescapeDataString(text.ToString().Replace('+', ' ')) : text.ToString();
}

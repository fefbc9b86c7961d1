using System.Buffers;

namespace Sightglass.Gateway.Upstream;

/// <summary>What header names and values are made of (RFC 9110, 5.1 and 5.5).</summary>
internal static class HeaderSyntax
{
    /// <summary>The characters of a token.</summary>
    public static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~"u8);

    /// <summary>Control characters other than the horizontal tab: never part of a value.</summary>
    public static readonly SearchValues<byte> InvalidValueBytes = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    /// <summary>Splits a header line, its line end removed.</summary>
    /// <param name="line">The line.</param>
    /// <param name="nameLength">Length of the name, which begins the line.</param>
    /// <param name="value">Where the value is, without surrounding white space.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static string? Split(ReadOnlySpan<byte> line, out int nameLength, out Range value)
    {
        value = default;
        nameLength = line.IndexOfAnyExcept(TokenBytes);
        if (nameLength <= 0 || line[nameLength] != (byte)':')
        {
            return nameLength == 0 && line[0] is (byte)' ' or (byte)'\t' ? "folded header line" : "invalid header name";
        }

        var rest = line[(nameLength + 1)..];
        if (rest.ContainsAny(InvalidValueBytes))
        {
            return "control character in a header value";
        }

        var start = 0;
        var end = rest.Length;
        while (start < end && IsBlank(rest[start]))
        {
            start++;
        }

        while (end > start && IsBlank(rest[end - 1]))
        {
            end--;
        }

        value = (nameLength + 1 + start)..(nameLength + 1 + end);
        return null;
    }

    /// <summary>Takes the next element of a comma-separated list, trimmed; empty elements are skipped.</summary>
    public static bool NextElement(ref ReadOnlySpan<byte> list, out ReadOnlySpan<byte> element)
    {
        while (!list.IsEmpty)
        {
            var comma = list.IndexOf((byte)',');
            element = (comma < 0 ? list : list[..comma]).Trim(" \t"u8);
            list = comma < 0 ? [] : list[(comma + 1)..];
            if (!element.IsEmpty)
            {
                return true;
            }
        }

        element = default;
        return false;
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t';
}

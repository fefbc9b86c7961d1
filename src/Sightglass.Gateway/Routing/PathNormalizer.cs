using System.Buffers;
using System.Text;

namespace Sightglass.Gateway.Routing;

/// <summary>
/// Brings a request path into the form that routes are matched against (gateway.md 7.1): triplets of characters that are not
/// reserved decoded, dot segments resolved, runs of slashes merged.
/// </summary>
internal static class PathNormalizer
{
    // Decoding one of these could change what the path means, so the triplet stays.
    private static readonly SearchValues<byte> Reserved = SearchValues.Create("!*'();:@&=+$,/?%#[]"u8);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether the path is in normal form already. Every path without <c>%</c>, <c>//</c> and <c>/.</c> is.</summary>
    public static bool IsNormal(ReadOnlySpan<char> path)
        => path.IndexOf('%') < 0
            && path.IndexOf("//", StringComparison.Ordinal) < 0
            && path.IndexOf("/.", StringComparison.Ordinal) < 0;

    /// <summary>
    /// Whether a path is one that can be asked for: its triplets are triplets and none is NUL, and it never climbs above the root, a
    /// <c>%2F</c> being taken for a slash. Only what <see cref="IsNormal"/> denies can be wrong.
    /// </summary>
    public static bool IsAllowed(ReadOnlySpan<char> path)
    {
        var depth = 0;
        var segment = 0;
        var dots = 0;
        for (var i = 0; i < path.Length; i++)
        {
            var current = path[i];
            if (current == '%')
            {
                if (path.Length - i < 3 || !char.IsAsciiHexDigit(path[i + 1]) || !char.IsAsciiHexDigit(path[i + 2]))
                {
                    return false;
                }

                current = (char)((HexValue((byte)path[i + 1]) << 4) | HexValue((byte)path[i + 2]));
                i += 2;
                if (current == 0)
                {
                    return false;
                }
            }

            if (current != '/')
            {
                segment++;
                dots += current == '.' ? 1 : 0;
                continue;
            }

            if (!Descend(ref depth, segment, dots))
            {
                return false;
            }

            (segment, dots) = (0, 0);
        }

        return Descend(ref depth, segment, dots);
    }

    /// <summary>The normal form of a path.</summary>
    /// <param name="path">Begins with a slash; no query.</param>
    /// <returns>The normal form; null when the decoded path is not UTF-8, and then no route can match.</returns>
    public static string? Normalize(ReadOnlySpan<char> path)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(path.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(path, bytes);
            length = DecodeTriplets(bytes.AsSpan(0, length));
            length = ResolveSegments(bytes.AsSpan(0, length));
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static bool Descend(ref int depth, int segment, int dots)
    {
        var isDots = segment == dots;
        depth += segment == 0 || (isDots && segment == 1) ? 0 : isDots && segment == 2 ? -1 : 1;
        return depth >= 0;
    }

    private static int DecodeTriplets(Span<byte> path)
    {
        var write = 0;
        for (var read = 0; read < path.Length; read++)
        {
            var current = path[read];
            if (current != '%' || !TryReadTriplet(path[read..], out var decoded))
            {
                path[write++] = current;
                continue;
            }

            if (Reserved.Contains(decoded))
            {
                path[write++] = (byte)'%';
                path[write++] = ToUpper(path[read + 1]);
                path[write++] = ToUpper(path[read + 2]);
            }
            else
            {
                path[write++] = decoded;
            }

            read += 2;
        }

        return write;
    }

    private static int ResolveSegments(Span<byte> path)
    {
        var write = 0;
        var read = 0;
        while (read < path.Length)
        {
            // At a slash: take it once, then look at the segment after it.
            while (read < path.Length && path[read] == '/')
            {
                read++;
            }

            var end = path[read..].IndexOf((byte)'/');
            end = end < 0 ? path.Length : read + end;
            var segment = path[read..end];
            if (segment.SequenceEqual(".."u8))
            {
                var parent = path[..write].LastIndexOf((byte)'/');
                write = Math.Max(parent, 0);
                write = EndDirectory(path, write, end == path.Length);
            }
            else if (segment.SequenceEqual("."u8))
            {
                write = EndDirectory(path, write, end == path.Length);
            }
            else
            {
                path[write++] = (byte)'/';
                segment.CopyTo(path[write..]);
                write += segment.Length;
            }

            read = end;
        }

        if (write == 0)
        {
            path[write++] = (byte)'/';
        }

        return write;
    }

    // A dot segment at the end leaves the slash before it.
    private static int EndDirectory(Span<byte> path, int write, bool last)
    {
        if (last)
        {
            path[write++] = (byte)'/';
        }

        return write;
    }

    private static bool TryReadTriplet(ReadOnlySpan<byte> text, out byte value)
    {
        value = 0;
        if (text.Length < 3)
        {
            return false;
        }

        int high = HexValue(text[1]), low = HexValue(text[2]);
        value = (byte)((high << 4) | low);
        return (high | low) >= 0;
    }

    private static int HexValue(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };

    private static byte ToUpper(byte digit) => digit is >= (byte)'a' and <= (byte)'f' ? (byte)(digit - 32) : digit;
}

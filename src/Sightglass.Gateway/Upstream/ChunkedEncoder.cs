using System.Buffers.Text;

namespace Sightglass.Gateway.Upstream;

/// <summary>Frames a request body of unknown length as chunks (RFC 9112, 7.1).</summary>
internal static class ChunkedEncoder
{
    /// <summary>Bytes to leave free before the data for <see cref="WritePrefix"/>.</summary>
    public const int MaxPrefix = 10;

    /// <summary>Bytes to leave free after the data for <see cref="WriteSuffix"/>.</summary>
    public const int Suffix = 2;

    /// <summary>The last chunk, without trailers. Send it once, after all data.</summary>
    public static ReadOnlyMemory<byte> End { get; } = "0\r\n\r\n"u8.ToArray();

    /// <summary>Writes the chunk's size line so that it ends where the data begins.</summary>
    /// <param name="beforeData">The free bytes before the data; at least <see cref="MaxPrefix"/>.</param>
    /// <param name="length">Bytes of data, at least 1: a chunk of 0 would end the body.</param>
    /// <returns>How many of the bytes are used; they are the last ones.</returns>
    public static int WritePrefix(Span<byte> beforeData, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Span<byte> digits = stackalloc byte[8];
        Utf8Formatter.TryFormat(length, digits, out var count, new System.Buffers.StandardFormat('x'));
        var used = count + 2;
        var target = beforeData[^used..];
        digits[..count].CopyTo(target);
        target[count] = (byte)'\r';
        target[count + 1] = (byte)'\n';
        return used;
    }

    /// <summary>Writes the line end that follows the data.</summary>
    public static void WriteSuffix(Span<byte> afterData)
    {
        afterData[0] = (byte)'\r';
        afterData[1] = (byte)'\n';
    }
}

using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Sightglass.PluginSdk.Io.Redis;

/// <summary>
/// Reads replies of protocol versions 2 and 3 from a buffer that may hold only a part of one. Bounded in depth and in elements; the
/// caller bounds the bytes.
/// </summary>
internal ref struct RespReader(ReadOnlySpan<byte> buffer)
{
    private const int MaxDepth = 32;
    private const int MaxElements = 1_000_000;

    private readonly ReadOnlySpan<byte> _buffer = buffer;
    private int _position;
    private int _elements;

    /// <summary>Bytes used by the replies read so far.</summary>
    public readonly int Consumed => _position;

    /// <summary>Reads one reply; false when it is not complete yet.</summary>
    /// <exception cref="PluginIoException">The bytes are no reply.</exception>
    public bool TryRead(out RedisValue value)
    {
        _elements = 0;
        var start = _position;
        if (TryRead(0, out value))
        {
            return true;
        }

        _position = start;
        return false;
    }

    private bool TryRead(int depth, out RedisValue value)
    {
        value = default;
        if (depth > MaxDepth || ++_elements > MaxElements)
        {
            throw Malformed("a reply is nested too deeply or has too many elements");
        }

        if (!TryReadLine(out var line))
        {
            return false;
        }

        if (line.IsEmpty)
        {
            throw Malformed("an empty line where a reply should begin");
        }

        var rest = line[1..];
        switch (line[0])
        {
            case (byte)'+':
                value = RedisValue.Text(rest.ToArray());
                return true;
            case (byte)'-':
                value = RedisValue.ErrorText(rest.ToArray());
                return true;
            case (byte)':':
                value = RedisValue.Integer(Number(rest));
                return true;
            case (byte)'$':
                return TryReadBulk(Number(rest), 0, false, out value);
            case (byte)'!':
                return TryReadBulk(Number(rest), 0, true, out value);
            case (byte)'=':
                // A verbatim string begins with its format: three letters and a colon.
                return TryReadBulk(Number(rest), 4, false, out value);
            case (byte)'*' or (byte)'~' or (byte)'>':
                return TryReadItems(Number(rest), depth, false, out value);
            case (byte)'%':
                return TryReadItems(Number(rest), depth, true, out value);
            case (byte)'|':
                // Attributes describe the reply that follows them; nobody here asks for them.
                return TryReadItems(Number(rest), depth, true, out _) && TryRead(depth + 1, out value);
            case (byte)'_':
                value = RedisValue.Null;
                return true;
            case (byte)'#':
                value = RedisValue.Boolean(rest.SequenceEqual("t"u8));
                return true;
            case (byte)',':
                value = RedisValue.Double(Floating(rest));
                return true;
            case (byte)'(':
                value = RedisValue.Text(rest.ToArray());
                return true;
            default:
                throw Malformed($"an unknown kind of reply: 0x{line[0]:x2}");
        }
    }

    private bool TryReadBulk(long length, int skip, bool isError, out RedisValue value)
    {
        value = default;
        if (length < 0)
        {
            return true;
        }

        if (length > int.MaxValue || length < skip)
        {
            throw Malformed("a bulk string of impossible length");
        }

        var end = _position + length;
        if (end + 2 > _buffer.Length)
        {
            return false;
        }

        var bytes = _buffer.Slice(_position + skip, (int)length - skip).ToArray();
        if (!_buffer.Slice((int)end, 2).SequenceEqual("\r\n"u8))
        {
            throw Malformed("a bulk string without its line end");
        }

        _position = (int)end + 2;
        value = isError ? RedisValue.ErrorText(bytes) : RedisValue.Text(bytes);
        return true;
    }

    private bool TryReadItems(long count, int depth, bool isMap, out RedisValue value)
    {
        value = default;
        if (count < 0)
        {
            return true;
        }

        if (count > MaxElements)
        {
            throw Malformed("a reply with too many elements");
        }

        // An element takes at least three bytes: what is announced is not allocated before it can be there.
        var total = (int)count * (isMap ? 2 : 1);
        if (total > (_buffer.Length - _position) / 3 + 1)
        {
            return false;
        }

        var items = new RedisValue[total];
        for (var i = 0; i < total; i++)
        {
            if (!TryRead(depth + 1, out items[i]))
            {
                return false;
            }
        }

        value = isMap ? RedisValue.Map(items) : RedisValue.Array(items);
        return true;
    }

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        line = default;
        var rest = _buffer[_position..];
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
        {
            return false;
        }

        if (end == 0 || rest[end - 1] != '\r')
        {
            throw Malformed("a line that does not end in CR LF");
        }

        line = rest[..(end - 1)];
        _position += end + 1;
        return true;
    }

    private static long Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length
            ? number
            : throw Malformed($"'{Printable(text)}' is no number");

    private static double Floating(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("inf"u8) ? double.PositiveInfinity
        : text.SequenceEqual("-inf"u8) ? double.NegativeInfinity
        : text.SequenceEqual("nan"u8) ? double.NaN
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw Malformed($"'{Printable(text)}' is no number");

    private static string Printable(ReadOnlySpan<byte> text) =>
        Encoding.ASCII.GetString(text[..Math.Min(text.Length, 32)]).Replace('\r', ' ');

    private static PluginIoException Malformed(string what) => new(PluginIoError.Protocol, $"redis: {what}");
}

using System.Buffers.Binary;
using System.Text;

namespace Sightglass.Tracing.Codec.Protobuf;

/// <summary>Reads one protobuf message. Never reads past its end, whatever the bytes say.</summary>
internal ref struct ProtoReader
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly string _message;
    private readonly int _offset;
    private int _position;

    /// <param name="data">The message.</param>
    /// <param name="message">The message's type, for errors.</param>
    /// <param name="offset">Where the message stands in the whole, for errors.</param>
    public ProtoReader(ReadOnlySpan<byte> data, string message, int offset = 0)
    {
        _data = data;
        _message = message;
        _offset = offset;
    }

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>The layout of the current field's value.</summary>
    public WireType Type { get; private set; }

    /// <summary>Goes on to the next field; its value must be read or skipped.</summary>
    /// <returns>False at the end of the message.</returns>
    public bool Next()
    {
        if (_position == _data.Length)
        {
            return false;
        }

        var tag = RawVarint();
        var type = (int)(tag & 7);
        var field = tag >> 3;
        if (field is 0 or > 0x1FFF_FFFF)
        {
            throw Error($"expected a field, got the number {field}");
        }

        if (type is not (0 or 1 or 2 or 5))
        {
            throw Error($"field {field} has the wire type {type}, which OTLP does not use");
        }

        Field = (int)field;
        Type = (WireType)type;
        return true;
    }

    public ulong Varint()
    {
        Expect(WireType.Varint);
        return RawVarint();
    }

    public ulong Fixed64()
    {
        Expect(WireType.Fixed64);
        return BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
    }

    public ReadOnlySpan<byte> Bytes()
    {
        Expect(WireType.Bytes);
        return RawBytes();
    }

    public string String() => Encoding.UTF8.GetString(Bytes());

    public ProtoReader Message(string message)
    {
        var bytes = Bytes();
        return new ProtoReader(bytes, message, _offset + _position - bytes.Length);
    }

    public void Skip()
    {
        switch (Type)
        {
            case WireType.Varint:
                RawVarint();
                break;
            case WireType.Fixed64:
                Take(8);
                break;
            case WireType.Fixed32:
                Take(4);
                break;
            default:
                RawBytes();
                break;
        }
    }

    public readonly OtlpFormatException Error(string what) =>
        new($"Malformed OTLP: {_message} at byte {_offset + _position}: {what}.");

    private readonly void Expect(WireType type)
    {
        if (Type != type)
        {
            throw Error($"field {Field} was expected as {type}, got {Type}");
        }
    }

    private ReadOnlySpan<byte> RawBytes()
    {
        var length = RawVarint();
        if (length > (ulong)(_data.Length - _position))
        {
            throw Error($"field {Field} claims {length} bytes, {_data.Length - _position} are left");
        }

        return Take((int)length);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_data.Length - _position < count)
        {
            throw Error($"field {Field} needs {count} bytes, {_data.Length - _position} are left");
        }

        _position += count;
        return _data.Slice(_position - count, count);
    }

    private ulong RawVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_position == _data.Length)
            {
                throw Error("a number is cut off");
            }

            var next = _data[_position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Error("a number has more than ten bytes");
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Sightglass.Tracing.Codec.Protobuf;

/// <summary>Writes protobuf into a pooled buffer. Fields with their default value are left out, as proto3 does.</summary>
internal sealed class ProtoWriter : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Begins a nested message.</summary>
    /// <returns>What <see cref="End"/> needs.</returns>
    public int Begin(int field)
    {
        Tag(field, WireType.Bytes);
        Reserve(1);
        return ++_length;
    }

    /// <summary>Ends a nested message: writes its length, and moves it on when the length needs more than the one byte kept for it.</summary>
    public void End(int start)
    {
        var length = _length - start;
        var bytes = VarintLength((ulong)length);
        if (bytes > 1)
        {
            Reserve(bytes - 1);
            _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(start + bytes - 1));
            _length += bytes - 1;
        }

        var position = start - 1;
        PutVarint(_buffer, ref position, (ulong)length);
    }

    public void String(int field, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            PresentString(field, value);
        }
    }

    /// <summary>Writes a string even when it is empty; for a member of a choice, where the presence itself says something.</summary>
    public void PresentString(int field, string value)
    {
        Tag(field, WireType.Bytes);
        var length = Encoding.UTF8.GetByteCount(value);
        Reserve(10 + length);
        PutVarint(_buffer, ref _length, (ulong)length);
        _length += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length));
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, WireType.Bytes);
        Reserve(10 + value.Length);
        PutVarint(_buffer, ref _length, (ulong)value.Length);
        value.CopyTo(_buffer.AsSpan(_length));
        _length += value.Length;
    }

    public void Varint(int field, ulong value)
    {
        if (value != 0)
        {
            PresentVarint(field, value);
        }
    }

    /// <summary>Writes a number even when it is 0. See <see cref="PresentString"/>.</summary>
    public void PresentVarint(int field, ulong value)
    {
        Tag(field, WireType.Varint);
        Reserve(10);
        PutVarint(_buffer, ref _length, value);
    }

    public void Fixed64(int field, ulong value)
    {
        if (value != 0)
        {
            PresentFixed64(field, value);
        }
    }

    /// <summary>Writes eight bytes even when they are 0. See <see cref="PresentString"/>.</summary>
    public void PresentFixed64(int field, ulong value)
    {
        Tag(field, WireType.Fixed64);
        Reserve(8);
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.AsSpan(_length), value);
        _length += 8;
    }

    public void Fixed32(int field, uint value)
    {
        if (value != 0)
        {
            Tag(field, WireType.Fixed32);
            Reserve(4);
            BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_length), value);
            _length += 4;
        }
    }

    /// <summary>Writes what has been encoded before.</summary>
    public void Raw(ReadOnlySpan<byte> encoded)
    {
        Reserve(encoded.Length);
        encoded.CopyTo(_buffer.AsSpan(_length));
        _length += encoded.Length;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void Tag(int field, WireType type)
    {
        Reserve(10);
        PutVarint(_buffer, ref _length, ((ulong)field << 3) | (ulong)type);
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + bytes), _buffer.Length * 2));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }

    private static int VarintLength(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;

    private static void PutVarint(byte[] buffer, ref int position, ulong value)
    {
        while (value >= 0x80)
        {
            buffer[position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[position++] = (byte)value;
    }
}

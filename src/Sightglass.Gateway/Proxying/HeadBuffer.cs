using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Sightglass.Gateway.Proxying;

/// <summary>Collects the bytes of a request's head in pooled memory.</summary>
internal sealed class HeadBuffer
{
    // Large enough for nearly every head, so that growing is rare.
    private const int InitialSize = 2048;

    private byte[] _bytes = [];
    private int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public int Length => _length;

    /// <summary>Begins a head.</summary>
    public void Begin()
    {
        if (_bytes.Length == 0)
        {
            _bytes = ArrayPool<byte>.Shared.Rent(InitialSize);
        }

        _length = 0;
    }

    /// <summary>Gives the memory back.</summary>
    public void End()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = [];
        _length = 0;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    public void Append(byte value)
    {
        Reserve(1)[0] = value;
        _length++;
    }

    /// <summary>Appends characters as the bytes they stand for: Latin-1.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        Encoding.Latin1.GetBytes(text, Reserve(text.Length));
        _length += text.Length;
    }

    /// <summary>Appends characters as <see cref="Append(ReadOnlySpan{char})"/> does, ASCII letters in lower case.</summary>
    public void AppendLower(ReadOnlySpan<char> text)
    {
        var target = Reserve(text.Length);
        Encoding.Latin1.GetBytes(text, target);
        Ascii.ToLowerInPlace(target[..text.Length], out _);
        _length += text.Length;
    }

    public void Append(long number)
    {
        Utf8Formatter.TryFormat(number, Reserve(20), out var written);
        _length += written;
    }

    /// <summary>Appends a header line.</summary>
    public void AppendHeader(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        var target = Reserve(name.Length + value.Length + 4);
        Encoding.Latin1.GetBytes(name, target);
        target = target[name.Length..];
        target[0] = (byte)':';
        target[1] = (byte)' ';
        Encoding.Latin1.GetBytes(value, target[2..]);
        target = target[(value.Length + 2)..];
        target[0] = (byte)'\r';
        target[1] = (byte)'\n';
        _length += name.Length + value.Length + 4;
    }

    public void EndLine() => Append("\r\n"u8);

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Grow(count);
        }

        return _bytes.AsSpan(_length);
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + count));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}

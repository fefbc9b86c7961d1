using System.Buffers;

namespace Sightglass.Gateway.Proxying;

/// <summary>A body, or its beginning, in memory.</summary>
internal sealed class BufferedBody : IDisposable
{
    private byte[] _bytes = [];
    private int _length;

    /// <summary>Whether the body is here to its end; otherwise the rest is still to be read from the client.</summary>
    public bool IsComplete { get; set; }

    public ReadOnlyMemory<byte> Data => _bytes.AsMemory(0, _length);

    public void Append(ReadOnlySequence<byte> data)
    {
        foreach (var segment in data)
        {
            Append(segment.Span);
        }
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        if (data.Length > _bytes.Length - _length)
        {
            Grow(_length + data.Length);
        }

        data.CopyTo(_bytes.AsSpan(_length));
        _length += data.Length;
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = [];
        _length = 0;
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, Math.Max(needed, (int)Math.Min(_bytes.Length * 2L, Array.MaxLength))));
        Data.Span.CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}

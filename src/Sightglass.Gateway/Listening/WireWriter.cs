using System.Buffers;
using System.IO.Pipelines;
using Sightglass.Gateway.Errors;
using Sightglass.Gateway.Tls;

namespace Sightglass.Gateway.Listening;

/// <summary>
/// The bytes that go to a client: counts them. What the server writes while no request is in progress is its own refusal of one that it
/// could not parse; that is held back and told in the gateway's words.
/// </summary>
internal sealed class WireWriter(PipeWriter inner, RefusalText? refusals = null, ServerHelloScan? hello = null) : PipeWriter
{
    private ArrayBufferWriter<byte>? _held;
    private volatile bool _passesThrough = refusals is null;

    /// <summary>Bytes written since the connection was accepted.</summary>
    public long Written { get; private set; }

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    /// <summary>A request begins or, on HTTP/1.x, ends. On HTTP/2 the first one says that the server's own writes are frames.</summary>
    public bool InRequest
    {
        set => _passesThrough = value || refusals is null;
    }

    public override void Advance(int bytes)
    {
        if (_held is not null)
        {
            _held.Advance(bytes);
            return;
        }

        Written += bytes;
        inner.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        // On HTTP/2 a request begins on another thread, maybe in the middle of a frame: what was begun in one place is ended there.
        if (_passesThrough && _held is null)
        {
            return inner.GetMemory(sizeHint);
        }

        return (_held ??= new ArrayBufferWriter<byte>(512)).GetMemory(sizeHint);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
        => _passesThrough && _held is null ? inner.GetSpan(sizeHint) : GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Release();
        return inner.FlushAsync(cancellationToken);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        Release();
        hello?.See(source.Span);
        Written += source.Length;
        return inner.WriteAsync(source, cancellationToken);
    }

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        Release();
        inner.Complete(exception);
    }

    public override ValueTask CompleteAsync(Exception? exception = null)
    {
        Release();
        return inner.CompleteAsync(exception);
    }

    private void Release()
    {
        if (_held is not { WrittenCount: > 0 } held)
        {
            _held = null;
            return;
        }

        _held = null;
        var text = refusals!.Rewrite(held.WrittenSpan);
        Written += text.Length;
        inner.Write(text);
    }
}

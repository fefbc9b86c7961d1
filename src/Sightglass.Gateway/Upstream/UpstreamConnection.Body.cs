using Sightglass.Gateway.Net;

namespace Sightglass.Gateway.Upstream;

/// <content>Reading bodies.</content>
internal sealed partial class UpstreamConnection
{
    private readonly ResultSource<BodyRead> _bodySource = new();
    private readonly ChunkedDecoder _chunks;
    private Memory<byte> _destination;
    private long _remaining;
    private bool _bodyDone;

    /// <summary>Reads body bytes, framing removed, into the caller's memory; first those that came with the head.</summary>
    /// <param name="destination">Where to put them; not empty. Must stay valid until the call is complete.</param>
    /// <param name="cancellationToken">As for <see cref="ReadHeadAsync"/>.</param>
    public ValueTask<BodyRead> ReadBodyAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        if (_bodyDone)
        {
            return new ValueTask<BodyRead>(new BodyRead(0, true, UpstreamError.None));
        }

        if (_end > _start && TryTakeBuffered(destination.Span, out var buffered))
        {
            return new ValueTask<BodyRead>(buffered);
        }

        return ReceiveBody(destination, Reading.Body, cancellationToken);
    }

    /// <summary>After a 101: reads whatever arrives. <see cref="BodyRead.IsLast"/> means the peer has closed its side.</summary>
    /// <param name="destination">Where to put it; not empty. Must stay valid until the call is complete.</param>
    /// <param name="cancellationToken">As for <see cref="ReadHeadAsync"/>.</param>
    public ValueTask<BodyRead> ReadRawAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
        => _end > _start
            ? new ValueTask<BodyRead>(new BodyRead(CopyBuffered(destination.Span, long.MaxValue), false, UpstreamError.None))
            : ReceiveBody(destination, Reading.Raw, cancellationToken);

    private void BeginBody()
    {
        _remaining = Head.Framing == ResponseFraming.ContentLength ? Head.ContentLength : 0;
        _bodyDone = Head.Framing == ResponseFraming.None;
        if (Head.Framing == ResponseFraming.Chunked)
        {
            _chunks.Reset();
        }
    }

    private ValueTask<BodyRead> ReceiveBody(Memory<byte> destination, Reading reading, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Never more than the body still has: what follows it belongs to nobody and stays in the kernel, where parking finds it.
            var limit = Head.Framing == ResponseFraming.ContentLength ? (int)Math.Min(_remaining, destination.Length) : destination.Length;
            var receive = _transport.ReceiveAsync(destination[..limit]);
            if (!receive.IsCompleted)
            {
                _destination = destination;
                var pending = _bodySource.Begin();
                BeginWait(receive, reading, cancellationToken);
                return pending;
            }

            if (Accept(receive.Result, destination.Span, reading, out var read))
            {
                return new ValueTask<BodyRead>(read);
            }
        }
    }

    private void ContinueBody(IoResult result) => ContinueBody(result, Reading.Body);

    private void ContinueRaw(IoResult result) => ContinueBody(result, Reading.Raw);

    private void ContinueBody(IoResult result, Reading reading)
    {
        BodyRead read;
        while (!Accept(result, _destination.Span, reading, out read))
        {
            var receive = _transport.ReceiveAsync(_destination);
            if (!receive.IsCompleted)
            {
                WaitAgain(receive);
                return;
            }

            result = receive.Result;
        }

        _destination = default;
        EndWait();
        _bodySource.Complete(read);
    }

    private bool Accept(IoResult result, Span<byte> destination, Reading reading, out BodyRead read)
    {
        if (result is { Succeeded: true, Bytes: > 0 })
        {
            CountReceived(result.Bytes);
            if (reading == Reading.Raw)
            {
                read = new BodyRead(result.Bytes, false, UpstreamError.None);
                return true;
            }

            return AcceptBody(result.Bytes, destination, out read);
        }

        if (result.Succeeded && (reading == Reading.Raw || Head.Framing == ResponseFraming.UntilClose))
        {
            _bodyDone = true;
            read = new BodyRead(0, true, UpstreamError.None);
            return true;
        }

        read = new BodyRead(0, false, Fail(result.Error, UpstreamError.BodyTruncated));
        return true;
    }

    /// <summary>Takes bytes that were received right into the destination. False when they were framing only and the body goes on.</summary>
    private bool AcceptBody(int bytes, Span<byte> destination, out BodyRead read)
    {
        switch (Head.Framing)
        {
            case ResponseFraming.ContentLength:
                _remaining -= bytes;
                _bodyDone = _remaining == 0;
                read = new BodyRead(bytes, _bodyDone, UpstreamError.None);
                return true;
            case ResponseFraming.Chunked:
                var status = _chunks.Decode(destination[..bytes], destination, out var consumed, out var written);

                // Decoding in place always finds room, so what is not consumed lies behind the end of the body.
                if (consumed < bytes)
                {
                    Head.KeepAlive = false;
                }

                return Decoded(status, written, out read);
            default:
                read = new BodyRead(bytes, false, UpstreamError.None);
                return true;
        }
    }

    /// <summary>Takes bytes that came with the head. False when they were framing only and the body goes on.</summary>
    private bool TryTakeBuffered(Span<byte> destination, out BodyRead read)
    {
        switch (Head.Framing)
        {
            case ResponseFraming.ContentLength:
                var count = CopyBuffered(destination, _remaining);
                _remaining -= count;
                _bodyDone = _remaining == 0;
                read = new BodyRead(count, _bodyDone, UpstreamError.None);
                return true;
            case ResponseFraming.Chunked:
                var status = _chunks.Decode(_buffer.AsSpan(_start, _end - _start), destination, out var consumed, out var written);
                _start += consumed;
                return Decoded(status, written, out read);
            default:
                read = new BodyRead(CopyBuffered(destination, long.MaxValue), false, UpstreamError.None);
                return true;
        }
    }

    private bool Decoded(ParseStatus status, int written, out BodyRead read)
    {
        if (status is ParseStatus.Invalid or ParseStatus.TooLarge)
        {
            read = new BodyRead(0, false, Refuse(UpstreamError.InvalidBody, _chunks.Detail!));
            return true;
        }

        _bodyDone = status == ParseStatus.Done;
        read = new BodyRead(written, _bodyDone, UpstreamError.None);
        return written > 0 || _bodyDone;
    }

    private int CopyBuffered(Span<byte> destination, long limit)
    {
        var count = (int)Math.Min(limit, Math.Min(_end - _start, destination.Length));
        _buffer.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        return count;
    }
}

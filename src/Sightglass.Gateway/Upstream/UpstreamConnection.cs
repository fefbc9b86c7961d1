namespace Sightglass.Gateway.Upstream;

/// <summary>
/// One HTTP/1.1 connection to an upstream, for one exchange at a time: send, read heads until the final one, read the body to its last
/// byte, return. Sending and reading may overlap; each of them is one operation at a time.
/// </summary>
internal sealed class UpstreamConnection
{
    /// <summary>The endpoint it leads to.</summary>
    public UpstreamEndpoint Endpoint => throw new NotSupportedException();

    /// <summary>The response's head, filled by <see cref="ReadHeadAsync"/>.</summary>
    public ResponseHead Head { get; } = new();

    /// <summary>Trailer fields of a chunked response, known once the body is complete; usually none.</summary>
    public ResponseTrailers Trailers { get; } = new();

    /// <summary>Whether it had served a request before this one.</summary>
    public bool Reused { get; private set; }

    /// <summary>Requests so far, this one included.</summary>
    public int RequestCount { get; private set; }

    /// <summary>When the first byte of the response arrived, in Stopwatch ticks; 0 until then.</summary>
    public long FirstByteTimestamp { get; private set; }

    /// <summary>Bytes of this exchange handed to the kernel. 0: nothing of the request was sent.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Bytes of this exchange received, heads and framing included.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>What exactly went wrong in the last failed operation, for logs and spans; null when nothing did.</summary>
    public string? ErrorDetail { get; private set; }

    /// <summary>Sends all of <paramref name="data"/>.</summary>
    public ValueTask<UpstreamError> SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    /// <summary>
    /// Reads the next response head into <see cref="Head"/>. An interim response (1xx but 101) is delivered by itself: call again for the
    /// next one.
    /// </summary>
    /// <param name="requestMethodIsHead">The request was HEAD: the response has no body whatever its head says.</param>
    /// <param name="cancellationToken">Aborts the connection. Costs a registration when the call must wait: <see cref="Abort"/> once per exchange is cheaper.</param>
    public ValueTask<UpstreamError> ReadHeadAsync(bool requestMethodIsHead, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    /// <summary>Reads body bytes, framing removed, into the caller's memory; first those that came with the head.</summary>
    /// <param name="destination">Where to put them; not empty. Must stay valid until the call is complete.</param>
    /// <param name="cancellationToken">As for <see cref="ReadHeadAsync"/>.</param>
    public ValueTask<BodyRead> ReadBodyAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    /// <summary>After a 101: reads whatever arrives. <see cref="BodyRead.IsLast"/> means the peer has closed its side.</summary>
    public ValueTask<BodyRead> ReadRawAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    /// <summary>After a 101: tells the peer that nothing more will be sent.</summary>
    public void ShutdownSend() => throw new NotSupportedException();

    /// <summary>Closes the connection at once from any thread; operations in progress complete with <see cref="UpstreamError.Aborted"/>.</summary>
    public void Abort() => throw new NotSupportedException();

    /// <summary>
    /// Ends the exchange. The connection is kept for another one when the response was read to its end, both sides agree to keep it, and
    /// nothing was left over; it is closed otherwise. It must not be used afterwards.
    /// </summary>
    public void Return() => throw new NotSupportedException();

    /// <summary>Ends the exchange and closes the connection.</summary>
    public void Discard() => throw new NotSupportedException();
}

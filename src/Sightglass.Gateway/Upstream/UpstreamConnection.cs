using System.Buffers;
using System.Net.Sockets;
using Sightglass.Gateway.Net;

namespace Sightglass.Gateway.Upstream;

/// <summary>
/// One HTTP/1.1 connection to an upstream, for one exchange at a time: send, read heads until the final one, read the body to its last
/// byte, return. Sending and reading may overlap; each of them is one operation at a time.
/// </summary>
/// <remarks>
/// An idle connection has a receive outstanding, so that a peer that closes, or speaks out of turn, is noticed at once. The next exchange
/// takes that receive over for its response head: watching costs no extra system call.
/// </remarks>
internal sealed partial class UpstreamConnection : IDeadlineTarget
{
    private const int InitialBufferSize = 4096;

    private readonly UpstreamConnectionPool _pool;
    private readonly ConnectionBucket _bucket;
    private readonly Transport _transport;
    private readonly Deadline _readDeadline;
    private readonly Deadline _writeDeadline;
    private byte[] _buffer;
    private int _start;
    private int _end;
    private UpstreamTimeouts _timeouts;
    private volatile bool _aborted;
    private volatile bool _timedOut;
    private int _closed;

    /// <summary>1 for the owner and 1 for a receive in progress: the buffer goes back to its pool with the last of them.</summary>
    private int _holds = 1;

    internal UpstreamConnection(UpstreamConnectionPool pool, ConnectionBucket bucket, Transport transport)
    {
        _pool = pool;
        _bucket = bucket;
        _transport = transport;
        _readDeadline = new Deadline(pool.Deadlines, this);
        _writeDeadline = new Deadline(pool.Deadlines, this);
        _buffer = ArrayPool<byte>.Shared.Rent(InitialBufferSize);
        _parser = new ResponseHeadParser(pool.Options.MaxHeadSize, pool.Options.MaxHeaderCount);
        _chunks = new ChunkedDecoder(Trailers, pool.Strings, pool.Options.MaxHeadSize, pool.Options.MaxHeaderCount);
        _onReceived = OnReceived;
        _onSent = OnSent;
        Head = new ResponseHead(pool.Strings);
    }

    /// <summary>The endpoint it leads to.</summary>
    public UpstreamEndpoint Endpoint => _bucket.Endpoint;

    /// <summary>The response's head, filled by <see cref="ReadHeadAsync"/>.</summary>
    public ResponseHead Head { get; }

    /// <summary>Trailer fields of a chunked response, known once the body is complete; usually none.</summary>
    public ResponseTrailers Trailers { get; } = new();

    /// <summary>Whether it had served a request before this one.</summary>
    public bool Reused => RequestCount > 1;

    /// <summary>Requests so far, this one included.</summary>
    public int RequestCount { get; private set; }

    /// <summary>When the first byte of the response arrived, in Stopwatch ticks; 0 until then.</summary>
    public long FirstByteTimestamp { get; private set; }

    /// <summary>Whether the exchange wants to know when things arrived. Where not, the clock is not read for it.</summary>
    public bool NotesTimes { get; set; }

    /// <summary>Bytes of this exchange handed to the kernel. 0: nothing of the request was sent.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Bytes of this exchange received, heads and framing included.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Whether bytes of the response have been received and not yet been read: the next read completes at once then.</summary>
    public bool HasBuffered => _end > _start;

    /// <summary>What exactly went wrong in the last failed operation, for logs and spans; null when nothing did.</summary>
    public string? ErrorDetail { get; private set; }

    /// <summary>Neighbours among the idle connections of the endpoint; guarded by the bucket.</summary>
    internal UpstreamConnection? Newer { get; set; }

    internal UpstreamConnection? Older { get; set; }

    internal bool IsIdle { get; set; }

    /// <summary>Something arrived that no exchange waits for.</summary>
    internal bool HasUnsolicited => Volatile.Read(ref _watch) == WatchArrived;

    /// <summary>
    /// Closes the connection at once from any thread; operations in progress complete with <see cref="UpstreamError.Aborted"/>. Never call
    /// it after <see cref="Return"/>: the connection may serve somebody else then.
    /// </summary>
    public void Abort()
    {
        _aborted = true;
        _transport.Abort();
    }

    /// <summary>
    /// Ends the exchange. The connection is kept for another one when the response was read to its end, both sides agree to keep it, and
    /// nothing was left over; it is closed otherwise. When the request was not sent to its end, use <see cref="Discard"/>: the peer would
    /// take the next request for the rest of this one. The connection must not be used afterwards.
    /// </summary>
    public void Return()
    {
        if (CanBeKept())
        {
            Park();
        }
        else
        {
            Close();
        }
    }

    /// <summary>Ends the exchange and closes the connection. It must not be used afterwards.</summary>
    public void Discard() => Close();

    void IDeadlineTarget.OnDeadline(Deadline deadline)
    {
        if (_bucket.TryRemoveIdle(this))
        {
            Close();
            return;
        }

        _timedOut = true;
        _transport.Abort();
    }

    /// <summary>Begins an exchange on a new connection, or on an idle one that the bucket has just given out.</summary>
    internal void BeginExchange(UpstreamTimeouts timeouts)
    {
        _timeouts = timeouts;
        RequestCount++;
        FirstByteTimestamp = 0;
        _arrivedAt = 0;
        BytesSent = 0;
        BytesReceived = 0;
        ErrorDetail = null;
        _start = _end = 0;
        _interim = 0;
        _headDone = false;
        _bodyDone = false;
        _requestIsOpen = false;
        if (Trailers.Count > 0)
        {
            Trailers.Clear();
        }
    }

    /// <summary>Takes an idle connection back into use. False when it died meanwhile: close it and take another.</summary>
    internal bool TryRevive() => _readDeadline.Clear() && Volatile.Read(ref _watch) == WatchWaiting && !_aborted;

    internal void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        _aborted = true;
        _transport.Dispose();
        _readDeadline.Detach();
        _writeDeadline.Detach();
        _bucket.OnClosed();
        Release();
    }

    private bool CanBeKept()
    {
        var options = _pool.Options;
        return _headDone && _bodyDone && _start == _end && Head.KeepAlive && !_aborted && !_timedOut && !_sending
            && options.MaxIdlePerEndpoint > 0
            && (options.MaxRequestsPerConnection == 0 || RequestCount < options.MaxRequestsPerConnection);
    }

    /// <summary>Starts the watching receive and makes the connection available.</summary>
    private void Park()
    {
        var idle = IdleMilliseconds();
        if (idle == 0)
        {
            Close();
            return;
        }

        Head.Reset();
        ShrinkBuffer();
        _start = _end = 0;
        var receive = _transport.ReceiveAsync(_buffer);
        if (receive.IsCompleted)
        {
            // Bytes after the end of the response, or the end of the connection: neither can be followed by a request.
            _ = receive.Result;
            Close();
            return;
        }

        if (idle > 0)
        {
            _readDeadline.Arm(idle);
        }

        Volatile.Write(ref _watch, WatchWaiting);
        Hold();
        Await(receive);
        var evicted = _bucket.PushIdle(this);
        evicted?.Close();

        // What arrived before the connection was in the bucket found nothing to take out of it.
        if (Volatile.Read(ref _watch) == WatchArrived && _bucket.TryRemoveIdle(this))
        {
            Close();
        }
    }

    /// <summary>How long to stay idle: the setting, or a second less than the peer says it does. 0: not at all; −1: no limit.</summary>
    private int IdleMilliseconds()
    {
        var limit = _pool.Options.IdleTimeout;
        var own = limit == TimeSpan.Zero ? -1 : (int)Math.Clamp(limit.TotalMilliseconds, 1, int.MaxValue);
        if (Head.KeepAliveTimeout < 0)
        {
            return own;
        }

        var peers = (int)Math.Min((Math.Max(Head.KeepAliveTimeout, 1) - 1) * 1000L, int.MaxValue);
        return own < 0 ? peers : Math.Min(own, peers);
    }

    private void ShrinkBuffer()
    {
        if (_buffer.Length > InitialBufferSize)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(InitialBufferSize);
        }
    }

    /// <summary>Keeps the buffer while a receive writes to it, even if the connection is closed meanwhile.</summary>
    private void Hold() => Interlocked.Increment(ref _holds);

    private void Release()
    {
        if (Interlocked.Decrement(ref _holds) == 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            Head.Reset();
        }
    }

    /// <summary>The exchange's error for a socket error.</summary>
    private UpstreamError Fail(SocketError error, UpstreamError otherwise)
    {
        var result = _timedOut ? otherwise == UpstreamError.WriteFailed ? UpstreamError.WriteTimeout : UpstreamError.ReadTimeout
            : _aborted ? UpstreamError.Aborted
            : otherwise;
        ErrorDetail = error == SocketError.Success ? result.ToText() : $"{result.ToText()}: {SocketErrorText.Of(error)}";
        return result;
    }

    private UpstreamError Fail(UpstreamError error, string detail)
    {
        ErrorDetail = detail;
        return error;
    }
}

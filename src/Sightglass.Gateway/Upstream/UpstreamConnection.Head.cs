using System.Net.Sockets;
using Sightglass.Gateway.Net;

namespace Sightglass.Gateway.Upstream;

/// <content>Reading heads.</content>
internal sealed partial class UpstreamConnection
{
    private readonly ResultSource<UpstreamError> _headSource = new();
    private readonly ResponseHeadParser _parser;
    private bool _requestMethodIsHead;
    private bool _headDone;
    private int _interim;
    private bool _requestIsOpen;

    /// <summary>
    /// The request is sent while its client still makes it: until <see cref="EndRequest"/> nobody can ask the peer for an answer, so the time for its
    /// head does not run.
    /// </summary>
    public void BeginRequest() => Volatile.Write(ref _requestIsOpen, true);

    /// <summary>The request has been sent to its end. May be called while a head is waited for.</summary>
    public void EndRequest()
    {
        // 1. closed, 2. a wait that began before is told. A wait that begins looks in the other order, so one of the two sees the other.
        Volatile.Write(ref _requestIsOpen, false);
        Interlocked.MemoryBarrier();
        _readDeadline.Replace(_timeouts.Read);
    }

    /// <summary>
    /// Reads the next response head into <see cref="Head"/>. An interim response (1xx but 101) is delivered by itself: call again for the
    /// next one.
    /// </summary>
    /// <param name="requestMethodIsHead">The request was HEAD: the response has no body whatever its head says.</param>
    /// <param name="cancellationToken">Aborts the connection. Costs a registration when the call must wait: <see cref="Abort"/> once per exchange is cheaper.</param>
    public ValueTask<UpstreamError> ReadHeadAsync(bool requestMethodIsHead, CancellationToken cancellationToken = default)
    {
        _requestMethodIsHead = requestMethodIsHead;
        _headDone = false;
        _parser.Reset();
        Head.Reset();

        // 1. The receive that watched the idle connection is the first one of the response.
        if (Volatile.Read(ref _watch) != WatchNone)
        {
            return ReadWatched(cancellationToken);
        }

        // 2. What came with the interim response before.
        if (_end > _start && TryParseHead(out var error))
        {
            return new ValueTask<UpstreamError>(error);
        }

        // 3. What comes.
        return ReceiveHead(cancellationToken);
    }

    private ValueTask<UpstreamError> ReadWatched(CancellationToken cancellationToken)
    {
        var pending = _headSource.Begin();
        _reading = Reading.Head;
        ArmRead();
        _receiveCancellation = cancellationToken.UnsafeRegister(static state => ((UpstreamConnection)state!).Abort(), this);
        if (Interlocked.CompareExchange(ref _watch, WatchClaimed, WatchWaiting) == WatchWaiting)
        {
            return pending;
        }

        // It completed while the request was being sent.
        var inTime = _readDeadline.Clear();
        Unregister(ref _receiveCancellation);
        Volatile.Write(ref _watch, WatchNone);
        if (!inTime)
        {
            _timedOut = true;
            return new ValueTask<UpstreamError>(Fail(SocketError.Success, UpstreamError.ClosedBeforeResponse));
        }

        FirstByteTimestamp = _arrived.Bytes > 0 && NotesTimes ? _arrivedAt : 0;
        return AcceptHead(_arrived, out var error) ? new ValueTask<UpstreamError>(error) : ReceiveHead(cancellationToken);
    }

    private ValueTask<UpstreamError> ReceiveHead(CancellationToken cancellationToken)
    {
        while (true)
        {
            var receive = _transport.ReceiveAsync(FreeBuffer());
            if (!receive.IsCompleted)
            {
                var pending = _headSource.Begin();
                BeginWait(receive, Reading.Head, cancellationToken);
                return pending;
            }

            if (AcceptHead(receive.Result, out var error))
            {
                return new ValueTask<UpstreamError>(error);
            }
        }
    }

    /// <summary>Goes on after a wait. The promise is kept until the head is complete.</summary>
    private void ContinueHead(IoResult result)
    {
        UpstreamError error;
        while (!AcceptHead(result, out error))
        {
            var receive = _transport.ReceiveAsync(FreeBuffer());
            if (!receive.IsCompleted)
            {
                WaitAgain(receive);
                return;
            }

            result = receive.Result;
        }

        EndWait();
        _headSource.Complete(error);
    }

    /// <summary>Takes what a receive gave. True when the head is complete or has failed.</summary>
    private bool AcceptHead(IoResult result, out UpstreamError error)
    {
        if (result is { Succeeded: true, Bytes: > 0 })
        {
            CountReceived(result.Bytes);
            _end += result.Bytes;
            return TryParseHead(out error);
        }

        var otherwise = BytesReceived == 0 ? UpstreamError.ClosedBeforeResponse : UpstreamError.Reset;
        error = Fail(result.Error, otherwise);
        return true;
    }

    private bool TryParseHead(out UpstreamError error)
    {
        switch (_parser.Parse(_buffer.AsSpan(_start, _end - _start), _requestMethodIsHead, Head))
        {
            case ParseStatus.NeedMore:
                error = UpstreamError.None;
                return false;
            case ParseStatus.Done:
                error = CompleteHead();
                return true;
            case ParseStatus.TooLarge:
                error = Refuse(UpstreamError.HeadTooLarge, _parser.Detail!);
                return true;
            default:
                error = Refuse(UpstreamError.InvalidResponse, _parser.Detail!);
                return true;
        }
    }

    private UpstreamError CompleteHead()
    {
        Head.Attach(_buffer, _start);
        _start += Head.Size;
        if (Head.IsInterim)
        {
            return ++_interim > _pool.Options.MaxInterimResponses
                ? Refuse(UpstreamError.HeadTooLarge, $"more than {_pool.Options.MaxInterimResponses} interim responses")
                : UpstreamError.None;
        }

        _headDone = true;
        BeginBody();
        return UpstreamError.None;
    }

    /// <summary>Ends a connection whose peer cannot be understood.</summary>
    private UpstreamError Refuse(UpstreamError error, string detail)
    {
        Abort();
        return Fail(error, detail);
    }
}

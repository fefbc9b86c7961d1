using System.Runtime.CompilerServices;
using Sightglass.Gateway.Async;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Upstream;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <summary>
/// 6 balance, 7 upstream exchange: tries targets until one has answered with a response head, then hands over to
/// <see cref="RespondAsync"/>. One object per connection, used for its requests one after the other.
/// </summary>
internal sealed partial class ProxyExchange(RequestContext context) : UpstreamExchange(context)
{
    // Connections that the peer had closed before our request reached it are no fault of the peer, so they do not count as tries.
    private const int MaxStaleConnections = 16;

    private UpstreamConnection? _connection;
    private RequestBody _body;
    private Task<UpstreamError>? _pump;
    private CancellationTokenRegistration _streamReset;
    private long _sendStart;
    private long _sent;
    private bool _upgrade;

    /// <summary>Serves the request. When no upstream answered, the request has exited with the error to tell the client.</summary>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder))]
    public async ValueTask RunAsync()
    {
        try
        {
            if (await TryTargetsAsync().ConfigureAwait(false))
            {
                await RespondAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<bool> TryTargetsAsync()
    {
        if (RequestBuffering.IsNeeded(_context) && !await BufferAsync().ConfigureAwait(false))
        {
            return false;
        }

        Begin();
        var tries = _context.Destination!.Config.Retries + 1;
        var stale = 0;
        for (var number = 1; ; number++)
        {
            // 6 balance
            var error = await ConnectAsync(number).ConfigureAwait(false);
            if (error == UpstreamError.None)
            {
                // 7 upstream exchange
                error = await ExchangeHeadAsync().ConfigureAwait(false);
                if (error == UpstreamError.None)
                {
                    Succeed();
                    return true;
                }
            }

            if (error == UpstreamError.ClosedBeforeResponse && _connection is { Reused: true } && stale++ < MaxStaleConnections)
            {
                tries++;
            }

            var again = number < tries && CanRetry(error);
            await EndTryAsync(error, again, number).ConfigureAwait(false);
            if (!again)
            {
                Fail(error, number);
                return false;
            }
        }
    }

    private async ValueTask<bool> BufferAsync()
    {
        if (await RequestBuffering.RunAsync(_context).ConfigureAwait(false))
        {
            return true;
        }

        Fail(UpstreamError.Aborted, 1);
        return false;
    }

    private void Begin()
    {
        _body = RequestBody.Of(_context);
        _upgrade = WebSocketUpgrade.IsRequested(_context);
        BeginSelection();
    }

    private void Succeed()
    {
        var head = _connection!.Head;
        var now = _headAt != 0 ? _headAt : TraceRecorder.Now();
        _context.UpstreamHeadTimestamp = now;
        _context.UpstreamStatus = head.Status;
        _context.Source = ResponseSource.Service;
        if (_target is { } target)
        {
            target.ReportStatus(head.Status);
            target.ReportLatency(TimeSpan.FromTicks((now - _tryStart) * TimeSpan.TicksPerSecond / System.Diagnostics.Stopwatch.Frequency));
        }

        if (_context.Trace is { } trace)
        {
            _spans.Complete(trace, _sendStart, _sent, _connection.FirstByteTimestamp, now, null);
        }

        NoteTry(null);
    }

    /// <summary>Whether another try may follow (gateway.md 8.4).</summary>
    private bool CanRetry(UpstreamError error)
    {
        if (_context.Aborted.IsCancellationRequested
            || _context.BodyFailure != 0
            || error.IsName()
            || error is UpstreamError.NoPeer or UpstreamError.Aborted or UpstreamError.InvalidResponse or UpstreamError.HeadTooLarge)
        {
            return false;
        }

        var sent = _connection?.BytesSent > 0;
        return (!sent || IsIdempotent(_context)) && (!_body.IsStreamed || _pump is null);
    }

    private async ValueTask EndTryAsync(UpstreamError error, bool again, int number)
    {
        var now = TraceRecorder.Now();
        var detail = _connection?.ErrorDetail ?? _errorDetail ?? error.ToText();
        _context.PluginLog.TryFailed(_context.RequestId, number, _target?.ToString() ?? _context.UpstreamAddress?.ToString(), detail);
        if (_context.Trace is { } trace)
        {
            if (again)
            {
                _spans.EndTry(trace, now, detail);
            }
            else if (_connection is not null)
            {
                _spans.Complete(trace, _sendStart, _sent, _connection.FirstByteTimestamp, now, detail);
                _spans.Account(trace, _sendStart, now);
            }
            else
            {
                _spans.Fail(trace, now, detail);
            }
        }

        if (_target is { } target)
        {
            target.ReportError(error, _connection);
            _context.Balancing.AddFailed(target);
        }

        NoteTry(error);
        await ReleaseAsync(reusable: false).ConfigureAwait(false);
    }

    /// <summary>Lets go of the upstream connection.</summary>
    /// <param name="reusable">The response was read to its end.</param>
    private async ValueTask ReleaseAsync(bool reusable)
    {
        if (_connection is not { } connection)
        {
            EndTarget();
            return;
        }

        if (_pump is { } pump)
        {
            if (!pump.IsCompleted)
            {
                // The response is over and the request is not: nobody wants the rest of it.
                connection.Abort();
                RequestBodyReader.GetReader(_context).CancelPendingRead();
                reusable = false;
            }

            reusable &= await pump.ConfigureAwait(false) == UpstreamError.None;
            _pump = null;
        }

        Release(connection, reusable);
    }

    private void Release(UpstreamConnection connection, bool reusable)
    {
        _connection = null;
        if (_context.IsHttp2)
        {
            // Waits for a reset that is being carried out: after this the connection may serve another request.
            _streamReset.Dispose();
            _streamReset = default;
        }
        else
        {
            _context.Connection.Detach();
        }

        if (reusable)
        {
            connection.Return();
        }
        else
        {
            connection.Discard();
        }

        EndTarget();
    }

    private ValueTask EndAsync()
    {
        _errorDetail = null;
        _sent = 0;
        if (_connection is not null)
        {
            return ReleaseAsync(reusable: false);
        }

        EndTarget();
        return default;
    }
}

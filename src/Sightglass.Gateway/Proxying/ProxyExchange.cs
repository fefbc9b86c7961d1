using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Sightglass.Gateway.Async;
using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Errors;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Upstream;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <summary>
/// 6 balance, 7 upstream exchange: tries targets until one has answered with a response head, then hands over to
/// <see cref="RespondAsync"/>. One object per connection, used for its requests one after the other.
/// </summary>
internal sealed partial class ProxyExchange(RequestContext context)
{
    // Connections that the peer had closed before our request reached it are no fault of the peer, so they do not count as tries.
    private const int MaxStaleConnections = 16;

    private UpstreamConnection? _connection;
    private TargetAddress? _target;
    private RequestBody _body;
    private UpstreamSpans _spans;
    private UpstreamHost _host;
    private Task<UpstreamError>? _pump;
    private string? _errorDetail;
    private long _tryStart;
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
        Begin();
        var tries = context.Service!.Config.Retries + 1;
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

    private void Begin()
    {
        var service = context.Service!;
        _body = RequestBody.Of(context);
        _upgrade = WebSocketUpgrade.IsRequested(context);
        if (service.Upstream is { } upstream)
        {
            context.Balancing.HashKey = HashKey.Find(context, upstream.Config);
        }

        if (context.Trace is { } trace)
        {
            _spans.BeginSelection(trace, TraceRecorder.Now(), service.Upstream?.Balancer.Algorithm);
        }
    }

    private void Succeed()
    {
        var head = _connection!.Head;
        var now = TraceRecorder.Now();
        context.UpstreamHeadTimestamp = now;
        context.UpstreamStatus = head.Status;
        context.Source = ResponseSource.Service;
        if (_target is { } target)
        {
            target.ReportStatus(head.Status);
            target.ReportLatency(TimeSpan.FromTicks((now - _tryStart) * TimeSpan.TicksPerSecond / System.Diagnostics.Stopwatch.Frequency));
        }

        if (context.Trace is { } trace)
        {
            _spans.Complete(trace, _sendStart, _sent, _connection.FirstByteTimestamp, now, null);
        }

        NoteTry(null);
    }

    /// <summary>Whether another try may follow (gateway.md 8.4).</summary>
    private bool CanRetry(UpstreamError error)
    {
        if (context.Aborted.IsCancellationRequested
            || context.BodyFailure != 0
            || error.IsName()
            || error is UpstreamError.NoPeer or UpstreamError.Aborted or UpstreamError.InvalidResponse or UpstreamError.HeadTooLarge)
        {
            return false;
        }

        var sent = _connection?.BytesSent > 0;
        return (!sent || IsIdempotent(context.Changes.Method ?? context.Method)) && (!_body.IsStreamed || _pump is null);
    }

    private static bool IsIdempotent(string method)
        => !HttpMethods.IsPost(method) && !HttpMethods.IsPatch(method) && method != "LOCK";

    private async ValueTask EndTryAsync(UpstreamError error, bool again, int number)
    {
        var now = TraceRecorder.Now();
        var detail = _connection?.ErrorDetail ?? _errorDetail ?? error.ToText();
        context.PluginLog.TryFailed(context.RequestId, number, _target?.ToString() ?? context.UpstreamAddress?.ToString(), detail);
        if (context.Trace is { } trace)
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
            context.Balancing.AddFailed(target);
        }

        NoteTry(error);
        await ReleaseAsync(reusable: false).ConfigureAwait(false);
    }

    /// <summary>Decides what the client is told.</summary>
    private void Fail(UpstreamError error, int number)
    {
        if (context.BodyFailure != 0)
        {
            context.Source = ResponseSource.Error;
            context.ExitWithError(context.BodyFailure, GatewayMessages.ForHttpLayer(context.BodyFailure), ExitKind.ProxyFailure);
            return;
        }

        if (context.Aborted.IsCancellationRequested)
        {
            context.Lifetime.Abort();
            return;
        }

        if (error.IsName() || error == UpstreamError.NoPeer)
        {
            FailToSelect(error, number);
            return;
        }

        context.Source = ResponseSource.Error;
        context.ExitWithError(
            error.IsTimeout() ? 504 : 502,
            error.IsTimeout() ? GatewayMessages.TimingOut : GatewayMessages.InvalidResponse,
            ExitKind.ProxyFailure);
    }

    private void FailToSelect(UpstreamError error, int number)
    {
        if (number > 1)
        {
            context.Source = ResponseSource.Error;
            context.ExitWithError(503, GatewayMessages.Unavailable, ExitKind.ProxyFailure);
        }
        else if (error == UpstreamError.NoPeer)
        {
            context.ExitWithError(503, GatewayMessages.NoPeer);
        }
        else if (error == UpstreamError.NameError)
        {
            context.ExitWithError(503, GatewayMessages.NameResolutionFailed);
        }
        else
        {
            context.ExitWithError(500, $"failed the initial dns/balancer resolve for '{context.Service!.Config.Host}' with: {_errorDetail}");
        }
    }

    /// <summary>For the log record, when a plugin may ask for it.</summary>
    private void NoteTry(UpstreamError? error)
    {
        if (context.Plan.Takes(PluginPhases.Log) && context.UpstreamAddress is { } address)
        {
            var elapsed = TraceRecorder.Now() - _tryStart;
            var start = context.Runtime.Time.GetUtcNow() - System.Diagnostics.Stopwatch.GetElapsedTime(0, elapsed);
            var latency = System.Diagnostics.Stopwatch.GetElapsedTime(_tryStart, context.SelectedTimestamp > _tryStart ? context.SelectedTimestamp : _tryStart);
            context.Tries.Add(new UpstreamTry(
                (start - DateTimeOffset.UnixEpoch).Ticks * 100,
                latency.Ticks * 100,
                address.Address,
                address.Port,
                error is null ? null : "failed",
                error is null ? null : error.Value.IsTimeout() ? 504 : 502));
        }
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
                RequestBodyReader.GetReader(context).CancelPendingRead();
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
        if (!context.IsHttp2)
        {
            context.Connection.Detach();
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

    private void EndTarget()
    {
        _target?.End();
        _target = null;
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

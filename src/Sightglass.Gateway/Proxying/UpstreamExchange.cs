using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Sightglass.Gateway.Async;
using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Dns;
using Sightglass.Gateway.Errors;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Snapshots;
using Sightglass.Gateway.Upstream;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <summary>What exchanges with upstreams have in common, whatever protocol they speak: choosing targets, and telling failures.</summary>
internal abstract class UpstreamExchange(RequestContext context)
{
    /// <summary>What traces and logs say of a response that nobody is left to read.</summary>
    private protected const string ClientGone = "the client went away";

    private protected readonly RequestContext _context = context;
    private protected TargetAddress? _target;
    private protected UpstreamSpans _spans;
    private protected UpstreamHost _host;
    private protected string? _errorDetail;
    private protected long _tryStart;

    /// <summary>6 balance: a target and its address. Sets the address of the request and what to send as Host.</summary>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private protected async ValueTask<UpstreamError> SelectAsync(int number)
    {
        var service = _context.Destination!;
        if (_context.Trace is { } trace)
        {
            _tryStart = TraceRecorder.Now();
            _spans.BeginTry(trace, _tryStart, number);
        }
        else if (service.Upstream is not null || _context.Plan.Takes(PluginPhases.Log))
        {
            // Balancers and log records ask how long a try took; nobody else does.
            _tryStart = TraceRecorder.Now();
        }

        string name;
        int port;
        ResolvedAddress? address = null;
        if (service.Upstream is { } upstream)
        {
            var choice = upstream.Balancer.Next(ref _context.Balancing);
            if (choice.Target is not { } target)
            {
                return choice.Error;
            }

            _target = target;
            target.Begin();
            (name, port, address) = (target.HostName, target.Port, target.Resolved);
        }
        else
        {
            (name, port, address) = (service.Config.Host, service.Port, service.Address);
        }

        if (address is null)
        {
            var resolved = await ResolveAsync(name, port).ConfigureAwait(false);
            if (resolved.Address is null)
            {
                _errorDetail = resolved.ErrorText;
                return resolved.UpstreamError;
            }

            address = resolved.Address;
        }

        _context.UpstreamAddress = address;
        if (_context.Trace is { } recorder)
        {
            _spans.Addressed(recorder, address, name);
        }

        _host = ChooseHost(service, name, port);
        return UpstreamError.None;
    }

    private protected void BeginSelection()
    {
        var service = _context.Destination = _context.Changes.Destination == default
            ? _context.Service!
            : _context.Service!.Redirect(_context.Changes.Destination, _context.Snapshot.Upstreams);
        if (service.Upstream is { } upstream)
        {
            _context.Balancing.HashKey = HashKey.Find(_context, upstream.Config);
        }

        if (_context.Trace is { } trace)
        {
            _spans.BeginSelection(trace, TraceRecorder.Now(), service.Upstream?.Balancer.Algorithm);
        }
    }

    /// <summary>Whether the request may be sent more than once.</summary>
    public static bool IsIdempotent(RequestContext context)
    {
        var method = context.Changes.Method ?? context.Method;
        return !HttpMethods.IsPost(method) && !HttpMethods.IsPatch(method) && method != "LOCK";
    }

    /// <summary>Decides what the client is told.</summary>
    private protected void Fail(UpstreamError error, int number)
    {
        if (_context.BodyFailure != 0)
        {
            RequestBodyFailure.Exit(_context);
            return;
        }

        if (_context.Aborted.IsCancellationRequested)
        {
            _context.Lifetime.Abort();
            return;
        }

        if (error.IsName() || error == UpstreamError.NoPeer)
        {
            FailToSelect(error, number);
            return;
        }

        _context.Source = ResponseSource.Error;
        _context.FailedTryStatus = error.IsTimeout() ? 504 : 502;
        _context.ExitWithError(
            _context.FailedTryStatus,
            error.IsTimeout() ? GatewayMessages.TimingOut : GatewayMessages.InvalidResponse,
            ExitKind.ProxyFailure);
    }

    private void FailToSelect(UpstreamError error, int number)
    {
        if (number > 1)
        {
            _context.Source = ResponseSource.Error;
            _context.FailedTryStatus = 503;
            _context.ExitWithError(503, GatewayMessages.Unavailable, ExitKind.ProxyFailure);
        }
        else if (error == UpstreamError.NoPeer)
        {
            _context.ExitWithError(503, GatewayMessages.NoPeer);
        }
        else if (error == UpstreamError.NameError)
        {
            _context.ExitWithError(503, GatewayMessages.NameResolutionFailed);
        }
        else
        {
            _context.ExitWithError(500, $"failed the initial dns/balancer resolve for '{_context.Destination!.Config.Host}' with: {_errorDetail}");
        }
    }

    /// <summary>For the log record, when a plugin may ask for it.</summary>
    private protected void NoteTry(UpstreamError? error)
    {
        if (_context.Plan.Takes(PluginPhases.Log) && _context.UpstreamAddress is { } address)
        {
            var elapsed = TraceRecorder.Now() - _tryStart;
            var start = _context.Runtime.Time.GetUtcNow() - Stopwatch.GetElapsedTime(0, elapsed);
            var latency = Stopwatch.GetElapsedTime(_tryStart, _context.SelectedTimestamp > _tryStart ? _context.SelectedTimestamp : _tryStart);
            _context.Tries.Add(new UpstreamTry(
                (start - DateTimeOffset.UnixEpoch).Ticks * 100,
                latency.Ticks * 100,
                address.Address,
                address.Port,
                error is null ? null : "failed",
                error is null ? null : error.Value.IsTimeout() ? 504 : 502));
        }
    }

    private protected void EndTarget()
    {
        _target?.End();
        _target = null;
    }

    /// <summary>The Host header (gateway.md 8.2). Made anew for every try.</summary>
    private UpstreamHost ChooseHost(ServiceRuntime service, string name, int port)
    {
        if (_context.Changes.Host is { } changed)
        {
            return new UpstreamHost(changed, 0);
        }

        if (_context.Route!.Config.PreserveHost && _context.Host.Length > 0)
        {
            return new UpstreamHost(_context.Host, 0);
        }

        return new UpstreamHost(service.Upstream?.Config.HostHeader ?? name, port == service.DefaultPort ? 0 : port);
    }

    private ValueTask<DnsResult> ResolveAsync(string name, int port)
        => _context.Trace is { } trace
            ? ResolveTracedAsync(trace, name, port)
            : _context.Runtime.Dns.ResolveAsync(name, port, null, _context.IsHttp2 ? _context.Aborted : default);

    private async ValueTask<DnsResult> ResolveTracedAsync(TraceRecorder trace, string name, int port)
    {
        var tries = new DnsTries();
        var start = TraceRecorder.Now();
        var result = await _context.Runtime.Dns
            .ResolveAsync(name, port, tries, _context.Aborted)
            .Charge(trace, LatencyKind.Dns)
            .ConfigureAwait(false);
        if (!result.CacheHit)
        {
            var span = trace.Add(SpanNames.Dns, _spans.Try, start, TraceRecorder.Now());
            trace.Set(span, AttributeKeys.ProxyKongDnsDomain, name);
            trace.Set(span, AttributeKeys.ProxyKongDnsEntry, tries.ToJson());
            if (result.ErrorText is { } error)
            {
                trace.Fail(span, error);
            }
        }

        return result;
    }
}

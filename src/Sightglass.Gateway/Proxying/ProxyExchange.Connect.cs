using System.Runtime.CompilerServices;
using Sightglass.Gateway.Async;
using Sightglass.Gateway.Dns;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Snapshots;
using Sightglass.Gateway.Upstream;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Proxying;

/// <content>6 balance: a target, its address, a connection to it.</content>
internal sealed partial class ProxyExchange
{
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<UpstreamError> ConnectAsync(int number)
    {
        _tryStart = TraceRecorder.Now();
        if (context.Trace is { } trace)
        {
            _spans.BeginTry(trace, _tryStart, number);
        }

        var service = context.Service!;
        string name;
        int port;
        ResolvedAddress? address = null;
        if (service.Upstream is { } upstream)
        {
            var choice = upstream.Balancer.Next(ref context.Balancing);
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

        context.UpstreamAddress = address;
        if (context.Trace is { } recorder)
        {
            _spans.Addressed(recorder, address, name);
        }

        _host = ChooseHost(service, name, port);
        var rent = await context.Runtime.Pool
            .RentAsync(ChooseEndpoint(service, address), service.Timeouts, context.IsHttp2 ? context.Aborted : default)
            .Charge(context.Trace, LatencyKind.Upstream)
            .ConfigureAwait(false);
        if (rent.Connection is not { } connection)
        {
            _errorDetail = rent.Detail;
            return rent.Error;
        }

        _connection = connection;
        context.SelectedTimestamp = TraceRecorder.Now();
        if (context.Trace is { } recording)
        {
            _spans.Ready(recording, rent, context.SelectedTimestamp);
        }

        return context.IsHttp2 || context.Connection.Attach(connection) ? UpstreamError.None : UpstreamError.Aborted;
    }

    private UpstreamEndpoint ChooseEndpoint(ServiceRuntime service, ResolvedAddress address)
    {
        if (!service.IsTls)
        {
            return address.ToEndpoint(null);
        }

        // The server name is the Host that is sent, without its port (gateway.md 8.2).
        var serverName = Routing.HostName.Split(_host.Name, out _);
        return address.ToEndpoint(service.GetTlsOptions(serverName.Length == _host.Name.Length ? _host.Name : serverName.ToString()));
    }

    /// <summary>The Host header (gateway.md 8.2). Made anew for every try.</summary>
    private UpstreamHost ChooseHost(ServiceRuntime service, string name, int port)
    {
        if (context.Changes.Host is { } changed)
        {
            return new UpstreamHost(changed, 0);
        }

        if (context.Route!.Config.PreserveHost && context.Host.Length > 0)
        {
            return new UpstreamHost(context.Host, 0);
        }

        return new UpstreamHost(service.Upstream?.Config.HostHeader ?? name, port == service.DefaultPort ? 0 : port);
    }

    private ValueTask<DnsResult> ResolveAsync(string name, int port)
        => context.Trace is { } trace
            ? ResolveTracedAsync(trace, name, port)
            : context.Runtime.Dns.ResolveAsync(name, port, null, context.IsHttp2 ? context.Aborted : default);

    private async ValueTask<DnsResult> ResolveTracedAsync(TraceRecorder trace, string name, int port)
    {
        var tries = new DnsTries();
        var start = TraceRecorder.Now();
        var result = await context.Runtime.Dns
            .ResolveAsync(name, port, tries, context.Aborted)
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

using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Cluster.Messages;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Debugging;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Listening;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;
using Truth.Peers;

namespace Truth.Gateways;

/// <summary>
/// A real gateway with a real debug session on it that wants everything, composed as a node composes them; only that the traces
/// go to the test instead of to a control plane.
/// </summary>
internal sealed class TruthGateway : IAsyncDisposable
{
    private readonly GatewayHost _host;
    private readonly SessionRegistry _sessions;
    private readonly TraceOutbox _outbox;

    private readonly ObservedTracing _tracing;

    private TruthGateway(GatewayHost host, SessionRegistry sessions, TraceOutbox outbox, ObservedTracing tracing)
    {
        _host = host;
        _sessions = sessions;
        _outbox = outbox;
        _tracing = tracing;
    }

    public IPEndPoint Address => _host.Addresses[0];

    public static async Task<TruthGateway> StartAsync(
        GatewayConfiguration configuration,
        Plugin[]? plugins = null,
        Func<GatewayOptions, GatewayOptions>? options = null,
        Transport transport = Transport.Plain,
        params SessionSpec[] others)
    {
        var gate = new TracingGate();
        var sessions = new SessionRegistry(gate, TimeProvider.System, NullLogger<SessionRegistry>.Instance);
        var outbox = new TraceOutbox();
        var tracing = new ObservedTracing(new DebugTracing(sessions, outbox, new TraceRecorderPool()));
        var basic = new GatewayOptions
        {
            Listeners =
            [
                new ListenerSettings
                {
                    EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
                    Tls = transport != Transport.Plain,
                    Http2 = transport == Transport.Http2,
                },
            ],
            Configuration = configuration,
            Plugins = [.. plugins ?? []],
            DrainTimeout = TimeSpan.FromSeconds(1),
        };
        var host = await GatewayHost.StartAsync(options is null ? basic : options(basic), tracing, gate, CancellationToken.None);
        foreach (var spec in (SessionSpec[])[new() { Id = Guid.NewGuid(), EndsInMs = 600_000, TraceShare = 100_000 }, .. others])
        {
            var started = sessions.Start(spec);
            Assert.True(started.Accepted, started.Reason);
        }

        return new TruthGateway(host, sessions, outbox, tracing);
    }

    /// <summary>The next trace that is complete.</summary>
    public async Task<Trace> NextTraceAsync() => (await NextAsync()).Trace;

    /// <summary>The next trace that is complete, who took it, and what else rules could have asked of the request.</summary>
    public async Task<(Trace Trace, Guid[] Takers, RequestFacts Facts)> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var captured = await _outbox.Reader.ReadAsync(patience.Token);
        var trace = captured.Recorder.Complete("node", captured.RequestId, ClockAnchor.Now(TimeProvider.System));
        captured.Request.Release();
        Assert.True(_tracing.Facts.TryRemove(captured.RequestId, out var facts));
        return (trace, [.. captured.Sessions.Select(session => session.Id)], facts);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _sessions.Dispose();
    }
}

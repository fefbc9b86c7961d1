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

    private TruthGateway(GatewayHost host, SessionRegistry sessions, TraceOutbox outbox)
    {
        _host = host;
        _sessions = sessions;
        _outbox = outbox;
    }

    public IPEndPoint Address => _host.Addresses[0];

    public static async Task<TruthGateway> StartAsync(
        GatewayConfiguration configuration,
        Plugin[]? plugins = null,
        Func<GatewayOptions, GatewayOptions>? options = null,
        Transport transport = Transport.Plain)
    {
        var gate = new TracingGate();
        var sessions = new SessionRegistry(gate, TimeProvider.System, NullLogger<SessionRegistry>.Instance);
        var outbox = new TraceOutbox();
        var tracing = new DebugTracing(sessions, outbox, new TraceRecorderPool());
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
        var started = sessions.Start(new SessionSpec { Id = Guid.NewGuid(), EndsInMs = 600_000, TraceShare = 100_000 });
        Assert.True(started.Accepted, started.Reason);
        return new TruthGateway(host, sessions, outbox);
    }

    /// <summary>The next trace that is complete.</summary>
    public async Task<Trace> NextTraceAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var captured = await _outbox.Reader.ReadAsync(patience.Token);
        var trace = captured.Recorder.Complete("node", captured.RequestId, ClockAnchor.Now(TimeProvider.System));
        captured.Recorder.Return();
        return trace;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _sessions.Dispose();
    }
}

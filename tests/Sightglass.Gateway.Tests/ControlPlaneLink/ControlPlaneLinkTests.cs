using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Cluster;
using Sightglass.Cluster.Connect;
using Sightglass.Cluster.Messages;
using Sightglass.Cluster.Rpc;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.ControlPlaneLink;
using Sightglass.Gateway.Debugging;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Tests.Debugging;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Gateway.Tests.Upstream;
using Link = Sightglass.Gateway.ControlPlaneLink.ControlPlaneLink;

namespace Sightglass.Gateway.Tests.ControlPlaneLink;

/// <summary>The node's end of the channel against a control plane on the wire. Heartbeats come an hour apart: what arrives was sent because of news.</summary>
public sealed class ControlPlaneLinkTests : IAsyncDisposable
{
    private readonly TracingGate _gate = new();
    private readonly SessionRegistry _sessions;
    private readonly ClusterCredentials _credentials;
    private readonly CancellationTokenSource _stop = new();
    private readonly CapturedLog _log = new();
    private readonly ILoggerFactory _loggers;
    private Task _running = Task.CompletedTask;
    private Link? _link;

    public ControlPlaneLinkTests()
    {
        _sessions = new SessionRegistry(_gate, TimeProvider.System, NullLogger<SessionRegistry>.Instance);
        _credentials = new ClusterCredentials { Certificate = TestCertificates.Issue("node"), TrustedAuthorities = [TestCertificates.Authority] };
        _loggers = LoggerFactory.Create(builder => builder.AddProvider(_log));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _link?.Dispose();
        _sessions.Dispose();
        _credentials.Certificate.Dispose();
        _loggers.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Run_LetIn_SaysWhoItIsAndLearnsWhereItIs()
    {
        await using var controlPlane = await FakeControlPlane.StartAsync();

        var link = Start(controlPlane);
        await Eventually.TrueAsync(() => link.IsConnected, "the node is connected");

        var hello = Assert.Single(controlPlane.Hellos);
        Assert.Equal(("node-1", "0.1.0", GatewayConfiguration.Empty.Hash), (hello.Hostname, hello.Version, hello.ConfigHash));
        Assert.Equal([Capabilities.DebugTraces], hello.Capabilities);
        Assert.Equal(FakeControlPlane.Id, link.ControlPlaneId);
    }

    [Fact]
    public async Task Session_FromStartToEnd_OpensTheGateAndIsReportedWithoutWaitingForAHeartbeat()
    {
        await using var controlPlane = await FakeControlPlane.StartAsync();
        Start(controlPlane);
        var connection = await ConnectedAsync(controlPlane);
        var spec = Sessions.Spec(share: 1);

        var started = await connection.CallAsync(ClusterMethods.SessionStart, spec);

        Assert.True(started.Accepted, started.Reason);
        Assert.True(_gate.Active);
        var session = Assert.Single(_sessions.Current.Sessions);
        Assert.True(session.TryTake(out var exhausted));
        Assert.True(exhausted);
        _sessions.NotifyChanged();
        await Eventually.TrueAsync(
            () => controlPlane.Heartbeats.Any(beat => beat.Sessions is [{ State: SessionNodeState.Exhausted, Recorded: 1 }]), "the share's end was told");

        var stopped = await connection.CallAsync(ClusterMethods.SessionStop, new SessionStopParams { SessionId = spec.Id, Reason = "completed" });

        Assert.Equal((1, 0, 1), (stopped.Recorded, stopped.Dropped, stopped.Pending));
        Assert.False(_gate.Active);
        Assert.Empty(controlPlane.Ended);
        session.Delivered();
        _sessions.NotifyDelivered();
        await Eventually.TrueAsync(() => !controlPlane.Ended.IsEmpty, "the end was told once everything was delivered");
        var ended = Assert.Single(controlPlane.Ended);
        Assert.Equal((spec.Id, "completed", 1, 0), (ended.SessionId, ended.Reason, ended.Recorded, ended.Dropped));
    }

    [Fact]
    public async Task Session_OnANodeWithoutTracing_IsRefusedWithTheSetting()
    {
        await using var controlPlane = await FakeControlPlane.StartAsync();
        Start(controlPlane, activeTracing: false);
        var connection = await ConnectedAsync(controlPlane);

        var started = await connection.CallAsync(ClusterMethods.SessionStart, Sessions.Spec());

        Assert.False(started.Accepted);
        Assert.Contains("active_tracing", started.Reason, StringComparison.Ordinal);
        Assert.Empty(Assert.Single(controlPlane.Hellos).Capabilities);
        Assert.False(_gate.Active);
    }

    [Fact]
    public async Task Connection_Lost_IsMadeAgainAndSessionsThatEndedMeanwhileEndHere()
    {
        await using var controlPlane = await FakeControlPlane.StartAsync();
        var (kept, gone) = (Sessions.Spec(), Sessions.Spec());
        Start(controlPlane);
        var connection = await ConnectedAsync(controlPlane);
        await connection.CallAsync(ClusterMethods.SessionStart, kept);
        await connection.CallAsync(ClusterMethods.SessionStart, gone);
        controlPlane.ActiveSessions = [kept.Id];

        await connection.CloseAsync("restart");

        await Eventually.TrueAsync(() => controlPlane.Ended.Any(ended => ended.SessionId == gone.Id), "the session that is gone was ended");
        Assert.Equal(2, controlPlane.Hellos.Count);
        Assert.Equal(kept.Id, Assert.Single(_sessions.Current.Sessions).Id);
        Assert.True(_gate.Active);
    }

    [Fact]
    public async Task Session_EndNotAcknowledged_IsToldAgainOnTheNextConnection()
    {
        await using var controlPlane = await FakeControlPlane.StartAsync();
        controlPlane.EndsToLose = 2;
        Start(controlPlane);
        var connection = await ConnectedAsync(controlPlane);
        var spec = Sessions.Spec();
        await connection.CallAsync(ClusterMethods.SessionStart, spec);

        await connection.CallAsync(ClusterMethods.SessionStop, new SessionStopParams { SessionId = spec.Id, Reason = "completed" });

        await Eventually.TrueAsync(() => _sessions.Known.IsEmpty, "the control plane has heard and the session is forgotten");
        Assert.Equal(3, controlPlane.Ended.Count);
        Assert.All(controlPlane.Ended, ended => Assert.Equal((spec.Id, "completed"), (ended.SessionId, ended.Reason)));
        Assert.Equal(3, controlPlane.Hellos.Count);
    }

    [Fact]
    public async Task Node_TurnedAway_SaysWhyAndKnocksAgain()
    {
        await using var controlPlane = await FakeControlPlane.StartAsync();
        controlPlane.Refusal = "the certificate is not registered";
        var link = Start(controlPlane);
        await Eventually.TrueAsync(() => Volatile.Read(ref controlPlane.Refused) >= 2, "the node knocked again");
        Assert.False(link.IsConnected);
        Assert.Contains(_log.Entries, entry => entry.Level == LogLevel.Error && entry.Message.Contains("the certificate is not registered", StringComparison.Ordinal));

        controlPlane.Refusal = null;

        await Eventually.TrueAsync(() => link.IsConnected, "the node is connected");
    }

    private static async Task<RpcConnection> ConnectedAsync(FakeControlPlane controlPlane)
    {
        await Eventually.TrueAsync(() => !controlPlane.Hellos.IsEmpty, "the node said hello");
        return controlPlane.Connections.Single();
    }

    private Link Start(FakeControlPlane controlPlane, bool activeTracing = true)
    {
        var options = new ControlPlaneLinkOptions
        {
            NodeId = Guid.NewGuid(),
            Hostname = "node-1",
            Version = "0.1.0",
            ControlPlane = ("localhost", controlPlane.Port),
            Telemetry = ("localhost", 1),
            ActiveTracing = activeTracing,
            FirstPause = TimeSpan.FromMilliseconds(5),
            LongestPause = TimeSpan.FromMilliseconds(20),
        };
        _link = new Link(options, _credentials, new NoConfiguration(), _sessions, TimeProvider.System, _loggers.CreateLogger<Link>());
        _running = _link.RunAsync(_stop.Token);
        return _link;
    }

    private sealed class NoConfiguration : IConfigurationReceiver
    {
        public string Hash => GatewayConfiguration.Empty.Hash;

        public Task<ConfigUpdateResult> ReceiveAsync(ConfigUpdateParams update, CancellationToken cancellationToken) =>
            Task.FromResult(new ConfigUpdateResult { Hash = update.Hash });
    }
}

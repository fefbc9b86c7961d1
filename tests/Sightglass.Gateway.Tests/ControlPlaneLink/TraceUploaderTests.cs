using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Cluster.Connect;
using Sightglass.Gateway.ControlPlaneLink;
using Sightglass.Gateway.Debugging;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Tests.Debugging;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Net;
using Sightglass.Gateway.Tests.Upstream;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Tests.ControlPlaneLink;

public sealed class TraceUploaderTests : IAsyncDisposable
{
    private static readonly Guid Node = Guid.Parse("0f3c8f4e-64d3-4c1f-9a3a-1f4be8a2d9c1");
    private static readonly Guid ControlPlane = Guid.Parse("7d3c8f4e-64d3-4c1f-9a3a-1f4be8a2d9c1");
    private readonly ManualTimeProvider _time = new();
    private readonly TraceOutbox _outbox = new();
    private readonly SessionRegistry _sessions;
    private readonly TraceRecorderPool _recorders = new();
    private readonly ClusterCredentials _credentials;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public TraceUploaderTests()
    {
        _sessions = new SessionRegistry(new TracingGate(), _time, NullLogger<SessionRegistry>.Instance);
        _credentials = new ClusterCredentials { Certificate = TestCertificates.Issue("node"), TrustedAuthorities = [TestCertificates.Authority] };
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _sessions.Dispose();
        _credentials.Certificate.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Run_ATrace_IsDeliveredWithItsOrigin()
    {
        await using var server = await FakeTelemetry.StartAsync(static (_, _, _) => 200);
        var session = Sessions.New();
        Post(session, "one");

        Start(server.Port);
        await DeliveredAsync(session);

        var envelope = Assert.Single(Assert.Single(server.Batches).Traces);
        Assert.Equal("one", envelope.Trace.RequestId);
        Assert.Equal(Node.ToString(), envelope.Origin.NodeId);
        Assert.Equal(ControlPlane.ToString(), envelope.Origin.ControlPlaneId);
        Assert.Equal([session.Id.ToString()], envelope.Origin.SessionIds);
        Assert.Equal("application/x-protobuf", Assert.Single(server.ContentTypes));
        Assert.Equal("CN=node", Assert.Single(server.Clients));
        Assert.Equal((1, 0, 0), Counts(session));
    }

    [Fact]
    public async Task Run_ServerNameOfItsOwn_IsAskedForAndVerified()
    {
        await using var server = await FakeTelemetry.StartAsync(static (_, _, _) => 200, certificateName: "0123456789.tp.sightglass");
        var session = Sessions.New();
        Post(session, "one");

        Start(server.Port, serverName: "0123456789.tp.sightglass");
        await DeliveredAsync(session);

        Assert.Equal("0123456789.tp.sightglass", Assert.Single(server.ServerNames));
    }

    [Fact]
    public async Task Run_CertificateForSomebodyElse_DeliversNothing()
    {
        await using var server = await FakeTelemetry.StartAsync(static (_, _, _) => 200, certificateName: "elsewhere.test");
        var session = Sessions.New();
        Post(session, "one");

        Start(server.Port);
        await RetryIsWaitedForAsync();

        Assert.Empty(server.Messages);
        Assert.Equal((1, 0, 1), Counts(session));
    }

    [Fact]
    public async Task Run_ServerInTrouble_TriesAgainUntilItIsTaken()
    {
        await using var server = await FakeTelemetry.StartAsync(static (number, _, _) => number < 4 ? 503 : 200);
        var session = Sessions.New();
        Post(session, "one");

        Start(server.Port);
        for (var failure = 1; failure < 4; failure++)
        {
            await RetryIsWaitedForAsync();
            Assert.Equal(failure, server.Messages.Count);
            _time.Advance(10_000);
        }

        await DeliveredAsync(session);
        Assert.All(server.Messages, ids => Assert.Equal(["one"], ids));
        Assert.Equal((1, 0, 0), Counts(session));
    }

    [Fact]
    public async Task Run_RetryAfter_IsHonoured()
    {
        await using var server = await FakeTelemetry.StartAsync(static (number, _, response) => Busy(number, response, "30"));
        var session = Sessions.New();
        Post(session, "one");

        Start(server.Port);
        await RetryIsWaitedForAsync();
        _time.Advance(29_000);
        Assert.Equal(1, _time.ActiveTimers);
        Assert.Single(server.Messages);
        _time.Advance(1_001);

        await DeliveredAsync(session);
        Assert.Equal(2, server.Messages.Count);
    }

    [Fact]
    public async Task Run_RetryAfterADay_IsAMinuteAtMost()
    {
        await using var server = await FakeTelemetry.StartAsync(static (number, _, response) => Busy(number, response, "86400"));
        var session = Sessions.New();
        Post(session, "one");

        Start(server.Port);
        await RetryIsWaitedForAsync();
        _time.Advance(60_001);

        await DeliveredAsync(session);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(413)]
    [InlineData(415)]
    public async Task Run_RefusedForGood_IsCountedAndTheNextGoesOut(int status)
    {
        await using var server = await FakeTelemetry.StartAsync((number, _, _) => number == 1 ? status : 200);
        var session = Sessions.New();
        Post(session, "one");
        Start(server.Port);
        await Eventually.TrueAsync(() => session.StopResult().Dropped == 1, "the refusal was counted");

        Post(session, "two");

        await DeliveredAsync(session);
        Assert.Equal((1, 1, 0), Counts(session));
    }

    [Fact]
    public async Task Run_BatchTooLarge_IsSentInPartsAndOnlyTheLargeOneIsLost()
    {
        await using var server = await FakeTelemetry.StartAsync(static (_, ids, _) => ids.Length > 2 || ids.Contains("large") ? 413 : 200);
        var session = Sessions.New();
        foreach (var id in (string[])["a", "b", "large", "c", "d"])
        {
            Post(session, id);
        }

        Start(server.Port);
        await DeliveredAsync(session);

        Assert.Equal((4, 1, 0), Counts(session));
        Assert.Equal(["a", "b", "c", "d"], server.Messages.Where(ids => ids.Length <= 2 && !ids.Contains("large")).SelectMany(ids => ids).Order());
    }

    [Fact]
    public async Task Run_ServerAwayAndBack_LosesNothing()
    {
        var session = Sessions.New();
        int port;
        await using (var server = await FakeTelemetry.StartAsync(static (_, _, _) => 200))
        {
            port = server.Port;
            Post(session, "one");
            Start(port);
            await DeliveredAsync(session);
        }

        Post(session, "two");
        await RetryIsWaitedForAsync();
        await using var back = await FakeTelemetry.StartAsync(static (_, _, _) => 200, port: port);
        _time.Advance(10_000);
        await DeliveredAsync(session);

        Assert.Equal(["two"], Assert.Single(back.Messages));
        Assert.Equal((2, 0, 0), Counts(session));
    }

    [Fact]
    public async Task Run_ServerAwayTooLong_GivesUpAndCounts()
    {
        await using var server = await FakeTelemetry.StartAsync(static (_, _, _) => 503);
        var session = Sessions.New();
        Post(session, "one");

        Start(server.Port);
        await RetryIsWaitedForAsync();
        _time.Advance(TimeSpan.FromMinutes(11));

        await Eventually.TrueAsync(() => session.StopResult().Dropped == 1, "the trace was given up");
        Assert.Equal((0, 1, 0), Counts(session));
    }

    [Fact]
    public async Task Run_ManyTraces_GoInBatchesAndEachOnce()
    {
        await using var server = await FakeTelemetry.StartAsync(static (_, _, _) => 200);
        var session = Sessions.New(200);
        for (var i = 0; i < 150; i++)
        {
            Post(session, $"{i}");
        }

        Start(server.Port);
        await DeliveredAsync(session);

        Assert.Equal([64, 64, 22], server.Messages.Select(ids => ids.Length));
        Assert.Equal(Enumerable.Range(0, 150).Select(i => $"{i}"), server.Messages.SelectMany(ids => ids));
    }

    [Fact]
    public async Task Run_OutboxComplete_EndsWhenAllIsDelivered()
    {
        await using var server = await FakeTelemetry.StartAsync(static (_, _, _) => 200);
        var session = Sessions.New();
        Post(session, "one");
        _outbox.Complete();

        Start(server.Port);
        await _running.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal((1, 0, 0), Counts(session));
    }

    private static int Busy(int number, HttpResponse response, string retryAfter)
    {
        response.Headers.RetryAfter = retryAfter;
        return number == 1 ? 429 : 200;
    }

    private static (int Recorded, int Dropped, int Pending) Counts(DebugSession session)
    {
        var result = session.StopResult();
        return (result.Recorded, result.Dropped, result.Pending);
    }

    private static Task DeliveredAsync(DebugSession session) =>
        Eventually.TrueAsync(() => session.StopResult().Pending == 0, "all traces were delivered or given up");

    /// <summary>The uploader waits before another try, and for nothing else: no session here has a deadline.</summary>
    private Task RetryIsWaitedForAsync() => Eventually.TrueAsync(() => _time.ActiveTimers == 1, "the uploader waits for another try");

    private void Post(DebugSession session, string requestId) => _outbox.Post(Sessions.Capture(_recorders, requestId, session));

    private void Start(int port, string? serverName = null)
    {
        var options = new ControlPlaneLinkOptions
        {
            NodeId = Node,
            Hostname = "node-1",
            Version = "0.1.0",
            ControlPlane = ("localhost", 1),
            Telemetry = ("localhost", port),
            TelemetryServerName = serverName,
        };
        var uploader = new TraceUploader(
            options, _credentials, static () => ControlPlane, _outbox, _sessions, _time, NullLogger<TraceUploader>.Instance);
        _running = uploader.RunAsync(_stop.Token);
    }
}

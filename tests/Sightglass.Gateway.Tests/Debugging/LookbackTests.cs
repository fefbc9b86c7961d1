using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Cluster.Messages;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Debugging;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Tests.Debugging;

/// <summary>Sessions that look back, over requests through a real gateway.</summary>
public sealed class LookbackTests : IAsyncDisposable
{
    private readonly ManualResetEventSlim _release = new(initialState: true);
    private readonly FakeUpstream _upstream;
    private readonly FlightRecorder _flight = new(new LookbackLimit(TimeSpan.Zero, 100), TimeProvider.System);
    private readonly TraceOutbox _outbox = new();
    private readonly TracingGate _gate = new() { Active = true };
    private readonly Lookback _lookback;
    private readonly SessionRegistry _sessions;
    private GatewayFixture? _gateway;

    public LookbackTests()
    {
        _upstream = new FakeUpstream(request =>
        {
            Assert.True(_release.Wait(TimeSpan.FromSeconds(20)));
            return FakeUpstream.Response("hello", request.Head.Contains("/failing", StringComparison.Ordinal) ? 503 : 200);
        });
        _lookback = new Lookback(_flight, _outbox, TimeProvider.System);
        _sessions = new SessionRegistry(_gate, TimeProvider.System, NullLogger<SessionRegistry>.Instance, _lookback);
    }

    public async ValueTask DisposeAsync()
    {
        _release.Set();
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        _sessions.Dispose();
        _lookback.Dispose();
        await _upstream.DisposeAsync();
        _release.Dispose();
    }

    [Fact]
    public async Task Start_SessionThatLooksBack_TakesWhatMatchedTheLatestFirst()
    {
        await SendAsync("/failing/1", "/orders", "/failing/2");

        Start(LookbackSessions.Spec("http.response.status_code == 503"));

        Assert.Equal(["/failing/2", "/failing/1"], TakePaths());
        Assert.Equal(2, Assert.Single(_sessions.Progress()).Recorded);
    }

    [Fact]
    public async Task Start_SessionThatDoesNotLookBack_TakesNothingOld()
    {
        await SendAsync("/orders");

        Start(LookbackSessions.Spec(lookback: false));

        Assert.Empty(TakePaths());
    }

    [Theory]
    [InlineData("http.path == \"/orders/7\"")]
    [InlineData("http.path.segments.0 == \"orders\" && http.path.segments.len == 2")]
    [InlineData("http.method == \"GET\" && http.host == \"shop.example\" && net.protocol == \"http\"")]
    [InlineData("net.src.ip in 127.0.0.0/8 && net.dst.port == 8080")]
    [InlineData("http.request.method == \"GET\" && url.scheme == \"http\" && client.port > 0")]
    [InlineData("proxy.kong.latency.total >= 0 && http.response.body.size == 5")]
    [InlineData("span[\"kong.router\"].duration_ms >= 0")]
    [InlineData("span[\"kong\"].status == \"unset\"")]
    public async Task Start_RuleThatHoldsForALiveRequest_HoldsForAKeptOne(string rule)
    {
        Start(LookbackSessions.Spec(rule, lookback: false));
        await SendAsync("/orders/7");
        Assert.Equal(["/orders/7"], TakePaths());

        Start(LookbackSessions.Spec(rule));

        Assert.Equal(["/orders/7"], TakePaths());
    }

    [Theory]
    [InlineData("http.headers.x_tenant == \"blue\"")]
    [InlineData("http.headers.x_tenant != \"blue\"")]
    [InlineData("!(http.queries.page == \"1\")")]
    public async Task Start_RuleOverWhatIsNotKept_TakesNothing(string rule)
    {
        await SendAsync("/orders?page=2");

        Start(LookbackSessions.Spec(rule));

        Assert.Empty(TakePaths());
    }

    [Fact]
    public async Task Start_OfARoute_TakesItsRequestsOnly()
    {
        await SendAsync("/orders");

        Start(new SessionSpec { Id = Guid.NewGuid(), RouteIds = [Guid.NewGuid()], Lookback = true, EndsInMs = 600_000, TraceShare = 10 });
        Assert.Empty(TakePaths());
        Start(new SessionSpec { Id = Guid.NewGuid(), RouteIds = [Configurations.Id(2)], Lookback = true, EndsInMs = 600_000, TraceShare = 10 });
        Assert.Equal(["/orders"], TakePaths());
    }

    [Fact]
    public async Task Start_MoreMatchesThanTheShare_CountsWhatIsLeftOut()
    {
        await SendAsync("/1", "/2", "/3", "/4", "/5");

        Start(LookbackSessions.Spec(share: 2));

        Assert.Equal(["/5", "/4"], TakePaths());
        var progress = Assert.Single(_sessions.Progress());
        Assert.Equal((2, 3, SessionNodeState.Exhausted), (progress.Recorded, progress.Dropped, progress.State));
    }

    [Fact]
    public async Task Start_WhileARequestIsUnderWay_TakesItOnceWhenItEnds()
    {
        await SendAsync("/before");
        _release.Reset();
        var sending = SendAsync(2, "/slow");
        await Eventually.TrueAsync(() => _upstream.Requests.Count == 2, "the upstream is asked");

        Start(LookbackSessions.Spec());
        Start(LookbackSessions.Spec(lookback: false));
        _release.Set();
        await sending;
        await SendAsync(3, "/after");

        // Once by each session for the last, which both saw from its beginning.
        await Eventually.TrueAsync(() => _outbox.Reader.Count >= 3, "three deliveries");
        Assert.Equal(["/before", "/slow", "/after"], TakePaths());
        Assert.Equal([3, 1], _sessions.Progress().Select(progress => progress.Recorded).OrderDescending());
    }

    [Fact]
    public async Task Stop_OfTheLastSession_GoesOnKeeping()
    {
        var spec = LookbackSessions.Spec();
        Start(spec);
        _sessions.Stop(spec.Id, "stopped");

        await SendAsync("/orders");

        Start(LookbackSessions.Spec());
        Assert.Equal(["/orders"], TakePaths());
    }

    private Task SendAsync(params string[] targets) => SendAsync(_flight.Count + targets.Length, targets);

    /// <summary>Sends requests one after the other; done when as many are kept as should be.</summary>
    private async Task SendAsync(int kept, params string[] targets)
    {
        _gateway ??= await GatewayFixture.StartAsync(
            Configurations.Proxy(_upstream.EndPoint), tracing: new DebugTracing(_sessions, _outbox, new TraceRecorderPool(), _lookback));
        foreach (var target in targets)
        {
            var response = await _gateway.SendAsync($"GET {target} HTTP/1.1\r\nHost: shop.example:8080\r\nX-Tenant: blue\r\nConnection: close\r\n\r\n");
            Assert.True(response.Status is 200 or 503, $"{response.Status}");
        }

        await Eventually.TrueAsync(() => _flight.Count >= kept, $"{kept} requests are kept");
    }

    private void Start(SessionSpec spec)
    {
        var started = _sessions.Start(spec);
        Assert.True(started.Accepted, started.Reason);
    }

    private string[] TakePaths()
    {
        var paths = new List<string>();
        while (_outbox.Reader.TryRead(out var captured))
        {
            var trace = captured.Request.Complete("node", ClockAnchor.Now(TimeProvider.System));
            captured.Request.Release();
            paths.Add(PathOf(trace));
        }

        return [.. paths];
    }

    private static string PathOf(Trace trace) =>
        trace.Root.TryGet("url.full", out var url) ? new Uri(url.AsString).AbsolutePath : throw new InvalidOperationException("The root has no url.full.");
}

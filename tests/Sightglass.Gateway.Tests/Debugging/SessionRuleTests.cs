using System.Globalization;
using Sightglass.Cluster.Messages;
using Sightglass.Gateway.Debugging;
using Sightglass.Gateway.Pipeline;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Tracing.Recording;
using Sightglass.Tracing.Sampling;

namespace Sightglass.Gateway.Tests.Debugging;

/// <summary>Rules over real requests: who is recorded, and how long.</summary>
public sealed class SessionRuleTests
{
    private static readonly Guid Route = Configurations.Id(2);
    private static readonly Guid Service = Configurations.Id(1);

    [Fact]
    public void Stages_AreTheOnesTheFieldsAreDeclaredFor()
    {
        Assert.Equal(
            [SamplingStages.Request, SamplingStages.Route, SamplingStages.Consumer, SamplingStages.ResponseHead, SamplingStages.End],
            Enum.GetValues<RequestStage>().Select(stage => (int)stage));
    }

    [Theory]
    [InlineData("GET", 200, "http.method == GET && http.response.status_code==503", nameof(RequestStage.ResponseHead))]
    [InlineData("POST", 503, "http.method == GET && http.response.status_code==503", nameof(RequestStage.Headers))]
    [InlineData("GET", 503, "http.method == GET && http.response.status_code==503", null)]
    [InlineData("GET", 200, "http.path == \"/other\"", nameof(RequestStage.Headers))]
    [InlineData("GET", 200, "http.path ^= \"/\"", null)]
    [InlineData("GET", 200, "!(http.response.status_code == 200)", nameof(RequestStage.ResponseHead))]
    [InlineData("GET", 500, "!(http.response.status_code == 200)", null)]
    [InlineData("GET", 200, "proxy.kong.upstream.status_code >= 500 || http.method == PUT", nameof(RequestStage.ResponseHead))]
    [InlineData("GET", 200, "proxy.kong.route.id == \"00000000-0000-4000-8000-000000000002\"", null)]
    [InlineData("GET", 200, "proxy.kong.route.id == \"00000000-0000-4000-8000-00000000ffff\"", nameof(RequestStage.Routed))]
    [InlineData("GET", 200, "proxy.kong.consumer.id == \"somebody\"", nameof(RequestStage.Accessed))]
    [InlineData("GET", 200, "proxy.kong.latency_total_ms >= 0", null)]
    [InlineData("GET", 200, "http.response.body.size == 5", null)]
    public async Task Request_UnderARule_IsLetGoAsSoonAsTheRuleIsFalse(string method, int status, string rule, string? letGo)
    {
        await using var upstream = new FakeUpstream(_ => FakeUpstream.Response("hello", status));
        using var probe = new StageProbe(Sessions.Spec(rule));

        Assert.Equal(letGo, (await ServeAsync(probe, upstream, method))?.ToString());
    }

    [Fact]
    public async Task Request_RuleOverTheEndThatIsFalse_IsRecordedToTheEndAndNotTaken()
    {
        await using var upstream = FakeUpstream.Ok();
        using var probe = new StageProbe(Sessions.Spec("proxy.kong.latency_total_ms > 100000"));

        Assert.Null(await ServeAsync(probe, upstream));

        Assert.False(probe.Outbox.Reader.TryRead(out _));
        Assert.Equal(0, probe.Sessions.Progress()[0].Recorded);
    }

    [Fact]
    public async Task Request_GatewayMadeResponse_HasNoUpstreamStatus()
    {
        await using var upstream = FakeUpstream.Ok();
        using var probe = new StageProbe(
            Sessions.Spec("http.response.status_code == 404 && !(proxy.kong.upstream.status_code == 404)"),
            Sessions.Spec("http.response.status_code == 404 && proxy.kong.upstream.status_code != 404"));

        Assert.Null(await ServeAsync(probe, upstream, path: "/nowhere"));

        // Negation of a comparison with what is absent holds; the opposite comparison does not.
        Assert.Equal([1, 0], probe.Sessions.Current.Sessions.Select(session => session.Progress().Recorded));
    }

    public static TheoryData<string, bool> Scopes => new()
    {
        { "route", true },
        { "service", true },
        { "route or another service", true },
        { "another route", false },
        { "another service", false },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task Request_UnderABasicRule_IsDecidedOnceItIsRouted(string scope, bool taken)
    {
        await using var upstream = FakeUpstream.Ok();
        var spec = Sessions.Spec();
        var other = Guid.NewGuid();
        spec.RouteIds = scope switch { "route" or "route or another service" => [Route], "another route" => [other], _ => [] };
        spec.ServiceIds = scope switch { "service" => [Service], "another service" or "route or another service" => [other], _ => [] };
        using var probe = new StageProbe(spec);

        Assert.Equal(taken ? null : RequestStage.Routed, await ServeAsync(probe, upstream));
        Assert.Equal(taken ? 1 : 0, probe.Sessions.Progress()[0].Recorded);
    }

    [Fact]
    public async Task Request_BasicRuleHoldsAndExpressionDoesNot_IsLetGo()
    {
        await using var upstream = FakeUpstream.Ok();
        var spec = Sessions.Spec("http.method == POST");
        spec.RouteIds = [Route];
        using var probe = new StageProbe(spec);

        Assert.Equal(RequestStage.Headers, await ServeAsync(probe, upstream));
    }

    [Fact]
    public async Task Request_ThatSeveralSessionsWant_IsOneRecordingForAllOfThem()
    {
        await using var upstream = FakeUpstream.Ok();
        using var probe = new StageProbe(Sessions.Spec("http.method == GET"), Sessions.Spec("http.method == POST"), Sessions.Spec());

        Assert.Null(await ServeAsync(probe, upstream));

        Assert.True(probe.Outbox.Reader.TryRead(out var captured));
        var sessions = probe.Sessions.Current.Sessions;
        Assert.Equal([sessions[0].Id, sessions[2].Id], captured.Sessions.Select(session => session.Id));
        Assert.False(probe.Outbox.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Request_BeyondTheShare_IsCountedAndTheEndOfTheShareIsTold()
    {
        await using var upstream = FakeUpstream.Ok();
        using var probe = new StageProbe(Sessions.Spec(share: 1));
        var told = 0;
        probe.Sessions.Changed += () => told++;

        await ServeAsync(probe, upstream);
        await ServeAsync(probe, upstream);

        var progress = probe.Sessions.Progress()[0];
        Assert.Equal((1, 1, SessionNodeState.Exhausted), (progress.Recorded, progress.Dropped, progress.State));
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Request_WithATraceContext_IsRecordedUnderIt()
    {
        await using var upstream = FakeUpstream.Ok();
        using var probe = new StageProbe(Sessions.Spec());

        await ServeAsync(probe, upstream, headers: "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n");

        Assert.True(probe.Outbox.Reader.TryRead(out var captured));
        var trace = captured.Recorder.Complete("node", captured.RequestId, ClockAnchor.Now(TimeProvider.System));
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", trace.TraceId.ToHexString());
        Assert.Equal("00f067aa0ba902b7", trace.Root.ParentSpanId?.ToHexString());
    }

    [Theory]
    [InlineData("span[\"kong.router\"].status == unset", true)]
    [InlineData("span[\"kong.router\"].status == error", false)]
    [InlineData("span[\"kong.phase.access\"].duration_ms < 60000", true)]
    [InlineData("span[\"kong.phase.response\"].duration_ms >= 0", false)]
    public async Task Request_RuleOverSpans_SeesWhatWasRecorded(string rule, bool taken)
    {
        await using var upstream = FakeUpstream.Ok();
        using var probe = new StageProbe(Sessions.Spec(rule));

        await ServeAsync(probe, upstream);

        Assert.Equal(taken ? 1 : 0, probe.Sessions.Progress()[0].Recorded);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void TryCreate_RateOutOfRange_SaysTheRange(double rate)
    {
        var spec = Sessions.Spec();
        spec.Rate = rate;

        Assert.False(SessionRule.TryCreate(spec, out _, out var problem));
        Assert.Equal("rate must be above 0 and at most 1", problem);
    }

    [Fact]
    public void TryCreate_UnknownField_NamesWhatIsNear()
    {
        Assert.False(SessionRule.TryCreate(Sessions.Spec("http.respons.status_code == 1"), out _, out var problem));

        Assert.Contains("http.response.status_code", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_AtARate_TakesAboutThatPart()
    {
        var spec = Sessions.Spec();
        spec.Rate = 0.25;
        Assert.True(SessionRule.TryCreate(spec, out var rule, out _));

        var drawn = Enumerable.Range(0, 40_000).Count(_ => rule.Draw());

        // Ten standard deviations either way.
        Assert.InRange(drawn, 10_000 - 870, 10_000 + 870);
    }

    /// <summary>Serves one request, and gives the stage at which it was let go.</summary>
    private static async Task<RequestStage?> ServeAsync(
        StageProbe probe, FakeUpstream upstream, string method = "GET", string path = "/", string headers = "")
    {
        var before = probe.LetGoAt.Count;
        var configuration = Configurations.Proxy(upstream.EndPoint, route => route with { Paths = ["/"], Methods = path == "/" ? [] : ["PATCH"] });
        await using var gateway = await GatewayFixture.StartAsync(configuration, tracing: probe);
        var body = method == "GET" ? "" : "Content-Length: 0\r\n";
        await gateway.SendAsync(string.Create(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nHost: gateway.test\r\n{body}{headers}\r\n"));
        await Eventually.TrueAsync(() => probe.LetGoAt.Count > before, "the request was over");
        return probe.LetGoAt.Last();
    }
}

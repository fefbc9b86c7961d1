using Sightglass.Tracing.Analysis.Findings;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;
using Sightglass.Tracing.Tests.Samples;
using static Sightglass.Tracing.Catalogue.AttributeKeys;

namespace Sightglass.Tracing.Tests.Analysis;

public sealed class TraceFindingsTests
{
    [Fact]
    public void Of_FullTrace_FindsTheFailedAttemptAlone()
    {
        var trace = Recordings.Full();
        var finding = Assert.Single(TraceFindings.Of(trace));
        Assert.Equal((FindingKind.UpstreamAttemptFailed, FindingSeverity.Warning), (finding.Kind, finding.Severity));
        Assert.Equal("Attempt 1 at 10.0.1.1:9000 failed after 2 µs: Connection refused. The next target was tried.", finding.Text);
        Assert.Equal(trace.IndexOf("kong.upstream.find_upstream"), finding.Span);
    }

    [Theory]
    [InlineData(401, "Unauthorized", FindingSeverity.Warning, "key-auth ended the request with 401 (Unauthorized).")]
    [InlineData(503, null, FindingSeverity.Problem, "key-auth ended the request with 503.")]
    [InlineData(204, "", FindingSeverity.Note, "key-auth ended the request with 204.")]
    public void Of_EarlyExit_NamesThePlugin(long status, string? message, FindingSeverity severity, string text) =>
        Assert.Contains(TraceFindings.Of(SmallTraces.EarlyExit(status, message)), finding =>
            finding.Kind == FindingKind.PluginEndedRequest && finding.Severity == severity && finding.Text == text);

    [Fact]
    public void Of_NoRoute_SaysSo() => Only(SmallTraces.NoRoute(), FindingKind.NoRoute, "No route matched the request.");

    [Fact]
    public void Of_Aborted_CountsWhatWasCut() => Only(
        SmallTraces.Aborted(), FindingKind.Cut, "'kong.phase.access' was still going on when the step around it ended, and so were 2 more.");

    [Fact]
    public void Of_LastAttemptFailed_IsAProblem()
    {
        var trace = SmallTraces.Record(1_000, recorder =>
        {
            SmallTraces.Head(recorder, 502);
            var selection = recorder.Start(SpanNames.UpstreamSelection, 10_000);
            var attempt = recorder.Start(SpanNames.FindUpstream, 11_000);
            recorder.Set(attempt, NetworkPeerName, "orders.internal");
            recorder.Set(attempt, NetworkPeerPort, 80);
            recorder.Fail(attempt, "Timed out.");
            recorder.End(attempt, 511_000);
            recorder.End(selection, 512_000);
        });
        Assert.Equal(
            ["The gateway answered 502 itself; no upstream answered.", "Attempt 1 at orders.internal:80 failed after 500 µs: Timed out. No other target was tried."],
            TraceFindings.Of(trace).Select(finding => finding.Text));
        Assert.All(TraceFindings.Of(trace), finding => Assert.Equal(FindingSeverity.Problem, finding.Severity));
    }

    [Theory]
    [InlineData(503, 503L, "The upstream answered 503.")]
    [InlineData(500, 200L, "The gateway answered 500; the upstream had answered 200.")]
    [InlineData(500, null, "The gateway answered 500 itself; no upstream answered.")]
    [InlineData(499, 200L, null)]
    public void Of_ServerError_SaysWhoseItIs(long status, long? upstream, string? expected)
    {
        var trace = SmallTraces.Record(10, recorder =>
        {
            recorder.Set(TraceRecorder.Root, HttpResponseStatusCode, status);
            if (upstream is { } code)
            {
                recorder.Set(TraceRecorder.Root, ProxyKongUpstreamStatusCode, code);
            }
        });
        Assert.Equal(expected, TraceFindings.Of(trace).SingleOrDefault()?.Text);
    }

    [Theory]
    [InlineData(25_000, false, FindingKind.DnsSlow, "Resolving redis.local took 25 ms.")]
    [InlineData(15_000, false, null, null)]
    [InlineData(3_000, true, FindingKind.DnsFailed, "Resolving redis.local failed after 3 ms: No such name.")]
    public void Of_Dns_FindsSlowAndFailed(long microseconds, bool fails, FindingKind? kind, string? text)
    {
        var finding = TraceFindings.Of(WithCall(SpanNames.Dns, LatencyKind.Dns, microseconds, 100_000, call =>
        {
            call.Set(ProxyKongDnsDomain, "redis.local");
            if (fails)
            {
                call.Fail("No such name.");
            }
        })).SingleOrDefault();
        Assert.Equal((kind, text), (finding?.Kind, finding?.Text));
    }

    [Fact]
    public void Of_FailedCall_NamesThePeer() => Only(
        WithCall(Recordings.RedisEval, LatencyKind.Redis, 10, 1_000, call =>
        {
            call.Set(NetworkPeerAddress, "10.0.0.9");
            call.Fail("Connection reset.");
        }),
        FindingKind.CallFailed,
        "'kong.io.redis.eval' with 10.0.0.9 failed after 10 µs: Connection reset.");

    [Fact]
    public void Of_CallsTakeMost_SaysSo() => Only(
        WithCall(Recordings.RedisEval, LatencyKind.Redis, 80_000, 100_000, _ => { }),
        FindingKind.ThirdPartyDominates,
        "80 ms, 80 % of the total, went by in name resolution and plugins' calls.");

    [Fact]
    public void Of_PluginTakesMost_CountsItsOwnTimeAlone()
    {
        Only(WithPlugin(5_000, 6_000), FindingKind.PluginDominates, "key-auth takes 5 ms, 83 % of the gateway's own time.");
        Assert.Empty(TraceFindings.Of(WithPlugin(2_000, 6_000)));
        Assert.Empty(TraceFindings.Of(WithPlugin(500, 600)));
    }

    [Theory]
    [InlineData(true, FindingKind.ClientReadsSlowly, "The client reads slowly: 200 ms, 80 % of the total, went by waiting for it.")]
    [InlineData(false, FindingKind.ClientSendsSlowly, "The client sends slowly: 200 ms, 80 % of the total, went by waiting for it.")]
    public void Of_SlowClient_SaysWhichWay(bool reads, FindingKind kind, string text) => Only(
        SmallTraces.Record(250_000, recorder =>
        {
            recorder.Ledger.Enter(LatencyKind.Client, 1_000);
            SmallTraces.Span(recorder, reads ? SpanNames.WaitForClientRead : SpanNames.ReadClientHttpBody, 1, 200_001);
            recorder.Ledger.Leave(LatencyKind.Client, 1_000, 200_001_000);
        }),
        kind,
        text);

    [Fact]
    public void Of_SlowUpstream_PointsAtTheLongestWait()
    {
        var trace = SmallTraces.Record(250_000, recorder =>
        {
            recorder.Ledger.Enter(LatencyKind.Upstream, 1_000);
            SmallTraces.Span(recorder, SpanNames.SendRequestToUpstream, 1, 2);
            SmallTraces.Span(recorder, SpanNames.ReadHeadersFromUpstream, 2, 200_001);
            recorder.Ledger.Leave(LatencyKind.Upstream, 1_000, 200_001_000);
        });
        Only(trace, FindingKind.UpstreamDominates, "200 ms, 80 % of the total, went by waiting for the upstream.");
        Assert.Equal(trace.IndexOf("kong.read_headers_from_upstream"), TraceFindings.Of(trace)[0].Span);
    }

    [Fact]
    public void Of_NewConnections_AreNotedWhenTheyCostSomething()
    {
        Assert.Equal(
            [FindingKind.NoKeepAlive, FindingKind.TlsNotResumed, FindingKind.NoKeepAlive],
            TraceFindings.Of(WithConnections(5_000)).Select(finding => finding.Kind));
        Assert.Contains(TraceFindings.Of(WithConnections(5_000)), finding => finding.Text == "No kept-alive connection to 10.0.1.1 was free: making one took 5 ms.");
        Assert.Contains(TraceFindings.Of(WithConnections(5_000)), finding => finding.Text == "The TLS session was not resumed: the full handshake took 5 ms.");
        Assert.Empty(TraceFindings.Of(WithConnections(500)));
    }

    [Fact]
    public void Of_FailedPluginAndDroppedSpans_AreFound()
    {
        var failed = SmallTraces.Record(10, recorder =>
        {
            var plugin = recorder.Start(Recordings.KeyAuth, 1_000);
            recorder.AddException(plugin, new InvalidOperationException("No store."), 2_000);
            recorder.End(plugin, 3_000);
        });
        Only(failed, FindingKind.PluginFailed, "key-auth failed: No store.");
        Only(SmallTraces.Record(10, _ => { }) with { DroppedSpans = 3 }, FindingKind.SpansDropped, "3 spans were not kept: the trace had reached its limit.");
    }

    private static void Only(Trace trace, FindingKind kind, string text)
    {
        var finding = Assert.Single(TraceFindings.Of(trace));
        Assert.Equal((kind, text), (finding.Kind, finding.Text));
    }

    private static Trace WithCall(SpanName name, LatencyKind kind, long microseconds, long total, Action<IoSpan> change) => SmallTraces.Record(total, recorder =>
    {
        var plugin = recorder.Start(Recordings.KeyAuth, 1_000);
        var call = recorder.Io(plugin).Start(name, kind, 2_000);
        change(call);
        call.End(2_000 + (microseconds * 1_000));
        recorder.End(plugin, 3_000 + (microseconds * 1_000));
    });

    private static Trace WithPlugin(long microseconds, long whole) => SmallTraces.Record(whole + 50_000, recorder =>
    {
        recorder.Ledger.Enter(LatencyKind.Redis, 1_000);
        recorder.Ledger.Leave(LatencyKind.Redis, 1_000, 20_001_000);
        SmallTraces.Span(recorder, Recordings.KeyAuth, 20_002, 20_002 + microseconds);
        recorder.Ledger.Enter(LatencyKind.Upstream, 20_000_000 + ((whole + 10) * 1_000));
        recorder.Ledger.Leave(LatencyKind.Upstream, 20_000_000 + ((whole + 10) * 1_000), 50_000_000 + ((whole + 10) * 1_000) - 10_000);
    });

    private static Trace WithConnections(long microseconds) => SmallTraces.Record(200_000, recorder =>
    {
        recorder.Set(TraceRecorder.Root, ProxyKongClientKA, false);
        recorder.Set(TraceRecorder.Root, TlsResumed, false);
        SmallTraces.Span(recorder, SpanNames.TlsHandshake, 1, 1 + microseconds);
        var selection = recorder.Start(SpanNames.UpstreamSelection, 20_000_000);
        var attempt = recorder.Start(SpanNames.FindUpstream, 20_001_000);
        recorder.Set(attempt, NetworkPeerAddress, "10.0.1.1");
        recorder.Set(attempt, Keepalive, false);
        recorder.End(attempt, 20_001_000 + (microseconds * 1_000));
        recorder.End(selection, 30_000_000);
    });
}

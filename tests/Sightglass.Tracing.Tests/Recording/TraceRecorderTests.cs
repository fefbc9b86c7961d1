using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;
using Sightglass.Tracing.Tests.Samples;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Sightglass.Tracing.Tests.Recording;

public sealed class TraceRecorderTests
{
    private static readonly SpanName Plugin = SpanNames.Plugin("access", "key-auth");

    [Fact]
    public void Complete_NestedSpans_KeepParentsTimesAndKinds()
    {
        var trace = Recordings.Full();
        Assert.Equal(Recordings.RequestId, trace.RequestId);
        Assert.Equal(Recordings.TraceId, trace.TraceId);
        Assert.Equal(Recordings.RemoteParent, trace.Root.ParentSpanId);
        Assert.Equal("kong", trace.Root.Name);
        Assert.Equal(SpanKind.Server, trace.Root.Kind);
        Assert.Equal(100_000, trace.Root.Duration);
        Assert.Equal(Recordings.Anchor.UnixNanoseconds, trace.Root.StartTime);
        Assert.Equal("kong.phase.access", ParentOf(trace, "kong.access.plugin.key-auth").Name);
        Assert.Equal("kong.access.plugin.rate-limiting", ParentOf(trace, "kong.io.redis.eval").Name);
        Assert.Equal("kong.upstream.selection", ParentOf(trace, "kong.upstream.find_upstream").Name);
        Assert.Equal("kong.phase.body_filter", ParentOf(trace, "kong.body_filter.plugin.response-transformer").Name);
        Assert.Equal("kong", ParentOf(trace, "kong.phase.log").Name);
        Assert.Equal(SpanKind.Client, Named(trace, "kong.send_request_to_upstream").Kind);
        Assert.Equal(60_500, Named(trace, "kong.read_headers_from_upstream").Duration);
    }

    [Fact]
    public void Spans_WhileTheRequestGoesOn_AreThoseOfTheTrace()
    {
        var recorder = new TraceRecorderPool().Rent();
        recorder.Begin(1);
        var access = recorder.Start(SpanNames.PhaseAccess, 2);
        var plugin = recorder.Start(Plugin, 3);
        var call = recorder.Io(plugin).Start(SpanNames.IoHttpRequest, LatencyKind.HttpClient, 4);
        recorder.Fail(plugin, "refused");

        var open = recorder.Spans();
        Assert.Equal(["kong", "kong.phase.access", "kong.access.plugin.key-auth", "kong.io.http.request"], open.Select(span => span.Name.Text));
        Assert.All(open, span => Assert.Null(span.End));
        Assert.Equal([TraceRecorder.None, TraceRecorder.Root, access, plugin], open.Select(span => span.Parent));
        Assert.Equal((SpanStatus.Error, "refused"), (open[2].Status, open[2].StatusMessage));
        call.End(6);
        recorder.End(access, 8);
        recorder.Finish(9);

        var ended = recorder.Spans();
        Assert.Equal([8, 6, 5, 2], ended.Select(span => span.Duration));
        var trace = recorder.Complete("node", Recordings.RequestId, Recordings.Anchor);
        Assert.Equal(trace.Spans.Select(span => span.SpanId), ended.Select(span => recorder.SpanIdOf(span.Index)));
        Assert.Equal(trace.Spans.Select(span => span.Status), ended.Select(span => span.Status));
    }

    [Fact]
    public void UpstreamSpanId_ToldToTheUpstream_IsThatOfTheLastTry()
    {
        var recorder = new TraceRecorderPool().Rent();
        recorder.Begin(1);
        var told = recorder.UpstreamSpanId;
        var selection = recorder.StartAside(SpanNames.UpstreamSelection, TraceRecorder.Root, 2);
        foreach (var start in (long[])[3, 5])
        {
            var attempt = recorder.StartAside(SpanNames.FindUpstream, selection, start);
            recorder.TryUpstream(attempt);
            recorder.End(attempt, start + 1);
        }

        recorder.End(selection, 7);
        recorder.Finish(8);

        var trace = recorder.Complete("node", Recordings.RequestId, Recordings.Anchor);
        var tries = trace.Spans.Where(span => span.Name == "kong.upstream.find_upstream").ToArray();
        Assert.NotEqual(told, tries[0].SpanId);
        Assert.Equal(told, tries[1].SpanId);
        Assert.Equal(trace.Spans.Length, trace.Spans.Select(span => span.SpanId).Distinct().Count());
    }

    [Fact]
    public void Adopt_AnotherTrace_IsThatTraceFromThenOn()
    {
        var recorder = new TraceRecorderPool().Rent();
        recorder.Begin(1);
        var own = recorder.TraceId;

        recorder.Adopt(default, Recordings.RemoteParent);
        Assert.Equal((own, Recordings.RemoteParent), (recorder.TraceId, recorder.RemoteParent));
        recorder.Adopt(Recordings.TraceId, Recordings.RemoteParent);
        recorder.Finish(2);

        var trace = recorder.Complete("node", Recordings.RequestId, Recordings.Anchor);
        Assert.Equal((Recordings.TraceId, Recordings.RemoteParent), (trace.TraceId, trace.Root.ParentSpanId));
    }

    [Fact]
    public void Complete_SpansOfBothTables_ComeInStartOrderWithDistinctIds()
    {
        var trace = Recordings.Full();
        var starts = trace.Spans.Select(span => span.StartTime).ToList();
        Assert.Equal(starts.Order(), starts);
        Assert.Equal(trace.Spans.Length, trace.Spans.Select(span => span.SpanId).Distinct().Count());
        Assert.Equal(
            ["kong.read_body_from_upstream", "kong.phase.header_filter", "kong.phase.body_filter"],
            trace.Spans.Select(span => span.Name).Where(name => name.Contains("_filter", StringComparison.Ordinal) || name.Contains("body", StringComparison.Ordinal)).Take(3));
    }

    [Fact]
    public void Complete_Latency_AddsUpAndIsOnTheRoot()
    {
        var trace = Recordings.Full();
        var latency = trace.Latency;
        Assert.Equal(new LatencyBreakdown(100_000, 15_000, 70_500, 9_500, 5_000, 1_500, 0, 3_500, 0), latency);
        Assert.Equal(latency.Total, latency.Internal + latency.Upstream + latency.Client + latency.ThirdParty);
        Assert.Equal(trace.Root.Duration, latency.Total);
        Assert.Equal(15_000, Int(trace.Root, "proxy.kong.latency.internal"));
        Assert.Equal(5_000, Int(trace.Root, "proxy.kong.latency.3p.total_io"));
        Assert.Equal(3_500, Int(trace.Root, "proxy.kong.latency.3p.redis.total_io"));
        Assert.Equal(latency, LatencyAttributes.Read(trace.Root));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(10_000_000)]
    [InlineData(999_999_937)]
    public void Complete_ClockOfAnyFrequency_SumsAreExactInNanoseconds(long frequency)
    {
        var recorder = new TraceRecorderPool().Rent();
        recorder.Begin(11);
        recorder.Ledger.Enter(LatencyKind.Client, 12);
        recorder.Ledger.Leave(LatencyKind.Client, 12, 19);
        recorder.Ledger.Enter(LatencyKind.Upstream, 23);
        recorder.Ledger.Leave(LatencyKind.Upstream, 23, 40);
        recorder.Ledger.Enter(LatencyKind.Dns, 41);
        recorder.Ledger.Enter(LatencyKind.Redis, 43);
        recorder.Ledger.Leave(LatencyKind.Dns, 41, 44);
        recorder.Ledger.Leave(LatencyKind.Redis, 43, 53);
        recorder.Finish(67);
        var latency = recorder.Complete("node", Recordings.RequestId, new ClockAnchor(5, 1_700_000_000_000_000_001, frequency)) is var trace
            ? trace.Latency
            : default;
        Assert.Equal(latency.Total, latency.Internal + latency.Upstream + latency.Client + latency.ThirdParty);
        Assert.Equal(trace.Root.Duration, latency.Total);
        Assert.True(latency.Internal >= 0);
        Assert.True(latency.ThirdParty <= latency.Dns + latency.Redis);
    }

    [Fact]
    public void Complete_Attributes_KeepOrderTypesAndTheLastValue()
    {
        var recorder = Begun();
        recorder.Set(TraceRecorder.Root, AttributeKeys.UrlFull, "first");
        recorder.Set(TraceRecorder.Root, AttributeKeys.TlsResumed, true);
        recorder.Set(TraceRecorder.Root, AttributeKeys.ClientPort, 1);
        recorder.Set(TraceRecorder.Root, AttributeKeys.ClientPort, 2);
        recorder.Set(TraceRecorder.Root, AttributeKeys.UrlFull, "last");
        recorder.Set(TraceRecorder.Root, AttributeKeys.UrlScheme, (string?)null);
        Assert.True(recorder.TryGet(TraceRecorder.Root, AttributeKeys.UrlFull, out var url));
        Assert.Equal("last", url.AsString);
        Assert.False(recorder.TryGet(TraceRecorder.Root, AttributeKeys.UrlScheme, out _));

        var attributes = Complete(recorder, 10).Root.Attributes;
        Assert.Equal(
            [
                new("tls.resumed", AttributeValue.From(true)),
                new("client.port", AttributeValue.From(2)),
                new("url.full", AttributeValue.From("last")),
            ],
            attributes.Take(3));
    }

    [Fact]
    public void Set_MoreThanASpanMayHave_KeepsTheFirstAndCounts()
    {
        var recorder = new TraceRecorderPool(new RecorderLimits { AttributesPerSpan = 16 }).Rent();
        recorder.Begin(0);
        var keys = Enumerable.Range(0, 20).Select(n => new AttributeKey($"k{n}", AttributeType.Int, "A number.")).ToList();
        foreach (var key in keys)
        {
            recorder.Set(TraceRecorder.Root, key, 1);
        }

        recorder.Set(TraceRecorder.Root, keys[0], 7);
        var root = Complete(recorder, 10).Root;
        Assert.Equal(7, Int(root, "k0"));
        Assert.Equal(1, Int(root, "k15"));
        Assert.False(root.TryGet("k16", out _));
        Assert.Equal(4, root.DroppedAttributes);
    }

    [Fact]
    public void Set_SameKeyInALoop_TakesOneSlot()
    {
        var recorder = Begun();
        var span = recorder.Start(Plugin, 1);
        for (var chunk = 1; chunk <= 100_000; chunk++)
        {
            recorder.Set(span, AttributeKeys.ProxyKongPluginExecutionTime, chunk);
        }

        recorder.End(span, 5);
        Assert.Equal([new("proxy.kong.plugin.execution_time", AttributeValue.From(100_000))], Complete(recorder, 10).Spans[1].Attributes);
    }

    [Fact]
    public void Set_LongText_IsCutWithAnEllipsis()
    {
        var recorder = new TraceRecorderPool(new RecorderLimits { ValueLength = 16 }).Rent();
        recorder.Begin(0);
        recorder.Set(TraceRecorder.Root, AttributeKeys.UrlFull, new string('x', 17));
        recorder.Set(TraceRecorder.Root, AttributeKeys.UrlScheme, new string('x', 14) + "😀😀");
        recorder.Set(TraceRecorder.Root, AttributeKeys.HttpRequestMethod, new string('x', 16));
        var root = Complete(recorder, 10).Root;
        Assert.Equal(new string('x', 15) + "…", Text(root, "url.full"));
        Assert.Equal(new string('x', 14) + "…", Text(root, "url.scheme"));
        Assert.Equal(new string('x', 16), Text(root, "http.request.method"));
    }

    [Fact]
    public void Start_MoreThanATraceMayHave_IsCountedAndTheRestGoesOn()
    {
        var recorder = new TraceRecorderPool(maxSpans: 24).Rent();
        recorder.Begin(0);
        var access = recorder.Start(SpanNames.PhaseAccess, 1);
        var io = recorder.Io(access);
        for (var call = 0; call < 30; call++)
        {
            var span = io.Start(Recordings.RedisEval, LatencyKind.Redis, 2 + call);
            span.Set(AttributeKeys.NetworkPeerAddress, "10.0.0.9");
            span.End(3 + call);
        }

        var plugin = recorder.Start(Plugin, 40);
        var refused = recorder.Start(Plugin, 41);
        recorder.Set(refused, AttributeKeys.ProxyKongPluginInstanceId, "x");
        recorder.Fail(refused, "x");
        recorder.End(refused, 42);
        Assert.Equal(TraceRecorder.None, refused);
        Assert.NotEqual(TraceRecorder.None, plugin);
        Assert.Equal(plugin, recorder.Current);
        recorder.End(plugin, 43);
        recorder.End(access, 44);

        // 21 calls, seven eighths of 24; the gateway's own steps have the rest.
        var trace = Complete(recorder, 50);
        Assert.Equal(24, trace.Spans.Length);
        Assert.Equal(10, trace.DroppedSpans);
        Assert.Equal(10, Int(trace.Root, "sightglass.dropped_spans"));
        Assert.DoesNotContain(trace.Spans, span => span.Attributes.Any(attribute => attribute.Key == "sightglass.cut"));
    }

    [Fact]
    public void End_WithSpansOpenInside_CutsThem()
    {
        var recorder = Begun();
        var access = recorder.Start(SpanNames.PhaseAccess, 1);
        recorder.Start(Plugin, 2);
        recorder.End(access, 9);
        Assert.Equal(TraceRecorder.Root, recorder.Current);
        recorder.End(access, 99);
        var trace = Complete(recorder, 10);
        var plugin = trace.Spans[2];
        Assert.Equal(7, plugin.Duration);
        Assert.Equal(SpanStatus.Error, plugin.Status);
        Assert.True(plugin.TryGet("sightglass.cut", out var cut) && cut.AsBool);
        Assert.Equal(8, trace.Spans[1].Duration);
        Assert.Equal(SpanStatus.Unset, trace.Spans[1].Status);
    }

    [Fact]
    public void Finish_AbortedHalfWay_ClosesEverythingAndMarksWhatWasCut()
    {
        var recorder = Begun();
        recorder.Start(SpanNames.PhaseAccess, 1);
        var plugin = recorder.Start(Plugin, 2);
        var body = recorder.StartAside(SpanNames.ReadClientHttpBody, TraceRecorder.Root, 3);
        var call = recorder.Io(plugin).Start(Recordings.RedisEval, LatencyKind.Redis, 4);
        var division = recorder.Finish(20);
        call.End(25);
        recorder.End(body, 26);
        Assert.True(recorder.IsFinished);
        Assert.Equal(16, division.ThirdParty);
        Assert.Equal(division, recorder.Finish(30));

        var log = recorder.Start(SpanNames.PhaseLog, 31);
        recorder.End(log, 33);
        var trace = recorder.Complete("node", Recordings.RequestId, Recordings.Anchor);
        Assert.Equal(6, trace.Spans.Length);
        Assert.All(trace.Spans.Skip(1).Take(4), span =>
        {
            Assert.Equal(trace.Root.EndTime, span.EndTime);
            Assert.True(span.TryGet("sightglass.cut", out _));
            Assert.Equal(SpanStatus.Error, span.Status);
            Assert.NotNull(span.StatusMessage);
        });
        Assert.Equal(SpanStatus.Unset, trace.Root.Status);
        Assert.Equal(20, trace.Latency.Total);
        Assert.Equal("kong.phase.log", trace.Spans[5].Name);
        Assert.Equal(trace.Root.SpanId, trace.Spans[5].ParentSpanId);
        Assert.Equal(2, trace.Spans[5].Duration);
    }

    [Fact]
    public void Complete_NeverFinished_EndsAtTheLatestInstant()
    {
        var recorder = Begun();
        recorder.Start(SpanNames.PhaseAccess, 1);
        recorder.End(recorder.Start(Plugin, 2), 17);
        var trace = recorder.Complete("node", Recordings.RequestId, Recordings.Anchor);
        Assert.Equal(17, trace.Root.Duration);
        Assert.True(trace.Spans[1].TryGet("sightglass.cut", out _));
        Assert.False(trace.Spans[2].TryGet("sightglass.cut", out _));
    }

    [Fact]
    public void Complete_Twice_GivesTheSameTrace()
    {
        var recorder = new TraceRecorderPool().Rent();
        Recordings.RecordFull(recorder);
        var first = recorder.Complete("node", Recordings.RequestId, Recordings.Anchor);
        var second = recorder.Complete("node", Recordings.RequestId, Recordings.Anchor);
        Assert.Equal(first.Spans.Select(span => (span.SpanId, span.Name)), second.Spans.Select(span => (span.SpanId, span.Name)));
    }

    [Fact]
    public void SpanIdOf_BeforeCompletion_IsTheTracesId()
    {
        var recorder = Begun();
        var access = recorder.Start(SpanNames.PhaseAccess, 1);
        var detached = recorder.Add(SpanNames.ReadClientHttpHeaders, TraceRecorder.Root, 2, 3);
        var (accessId, detachedId) = (recorder.SpanIdOf(access), recorder.SpanIdOf(detached));
        recorder.End(access, 4);
        var trace = Complete(recorder, 10);
        Assert.Equal(accessId, Named(trace, "kong.phase.access").SpanId);
        Assert.Equal(detachedId, Named(trace, "kong.read_client_http_headers").SpanId);
    }

    [Fact]
    public void Begin_NoTraceId_MakesRandomOnes()
    {
        var ids = Enumerable.Range(0, 100).Select(_ => Begun().TraceId).ToList();
        Assert.Equal(100, ids.Distinct().Count());
        Assert.DoesNotContain(default, ids);
        Assert.Null(Complete(Begun(), 1).Root.ParentSpanId);
    }

    [Fact]
    public void AddException_OnASpan_IsAnEventAndFailsIt()
    {
        var recorder = Begun();
        var plugin = recorder.Start(Plugin, 1);
        recorder.AddException(plugin, new InvalidOperationException("No credentials."), 3);
        recorder.End(plugin, 4);
        var span = Complete(recorder, 10).Spans[1];
        Assert.Equal((SpanStatus.Error, "No credentials."), (span.Status, span.StatusMessage));
        var happened = Assert.Single(span.Events);
        Assert.Equal(("exception", Recordings.Anchor.ToUnixNanoseconds(3)), (happened.Name, happened.Time));
        Assert.Equal("System.InvalidOperationException", happened.Attributes[0].Value.AsString);
        Assert.Equal("exception.message", happened.Attributes[1].Key);
        Assert.Contains("No credentials.", happened.Attributes[2].Value.AsString, StringComparison.Ordinal);
    }

    [Fact]
    public void AddEvent_MoreThanATraceMayHave_IsCounted()
    {
        var recorder = new TraceRecorderPool(new RecorderLimits { Events = 2 }).Rent();
        recorder.Begin(0);
        for (var time = 1; time <= 5; time++)
        {
            recorder.AddEvent(TraceRecorder.Root, "retry", time);
        }

        var root = Complete(recorder, 10).Root;
        Assert.Equal(2, root.Events.Length);
        Assert.Equal(3, root.DroppedEvents);
    }

    [Fact]
    public void AddPeerTime_SamePeerAgain_IsAddedUp()
    {
        var recorder = Begun();
        recorder.AddPeerTime("10.0.0.9", 100, 20);
        recorder.AddPeerTime("::1", 0, 5);
        recorder.AddPeerTime("10.0.0.9", 0, 30);
        Assert.Equal(
            """[{"ip":"10.0.0.9","connect_time":100,"rw_time":50},{"ip":"::1","connect_time":0,"rw_time":5}]""",
            Text(Complete(recorder, 10).Root, "proxy.kong.latency.net_io_timings"));
        Assert.False(Complete(Begun(), 10).Root.TryGet("proxy.kong.latency.net_io_timings", out _));
    }

    [Fact]
    public void Find_Spans_ReadsWhatWasRecordedSoFar()
    {
        var recorder = new TraceRecorderPool().Rent();
        Recordings.RecordFull(recorder);
        var first = recorder.Find("kong.upstream.find_upstream");
        var second = recorder.Find("kong.upstream.find_upstream", first);
        Assert.Equal((SpanStatus.Error, 2_000L), (recorder.StatusOf(first), recorder.DurationOf(first)));
        Assert.Equal((SpanStatus.Unset, 3_000L), (recorder.StatusOf(second), recorder.DurationOf(second)));
        Assert.Equal(TraceRecorder.None, recorder.Find("kong.upstream.find_upstream", second));
        Assert.Equal(1_500, recorder.DurationOf(recorder.Find("kong.dns")));
        Assert.Equal(TraceRecorder.None, recorder.Find("kong.dns", recorder.Find("kong.dns")));
        Assert.Equal(TraceRecorder.None, recorder.Find("kong.io.http.request"));
    }

    [Fact]
    public void Return_UsedRecorder_IsEmptyWhenRentedAgain()
    {
        var pool = new TraceRecorderPool();
        var recorder = pool.Rent();
        Recordings.RecordFull(recorder);
        recorder.Complete("node", Recordings.RequestId, Recordings.Anchor);
        recorder.Return();
        var again = pool.Rent();
        Assert.Same(recorder, again);
        again.Begin(0);
        var trace = Complete(again, 10);
        var root = Assert.Single(trace.Spans);
        Assert.Empty(root.Events);
        Assert.Null(root.ParentSpanId);
        Assert.NotEqual(Recordings.TraceId, trace.TraceId);
        Assert.All(root.Attributes, attribute => Assert.StartsWith("proxy.kong.latency.", attribute.Key, StringComparison.Ordinal));
    }

    [Fact]
    public void Return_MoreThanThePoolKeeps_AreLeftToTheCollector()
    {
        var pool = new TraceRecorderPool(maxSpans: 16, maxPooled: 1);
        var (first, second) = (pool.Rent(), pool.Rent());
        first.Return();
        second.Return();
        Assert.Same(first, pool.Rent());
        Assert.NotSame(second, pool.Rent());
    }

    [Theory]
    [InlineData(15)]
    [InlineData(65_536)]
    public void Pool_LimitOutOfRange_IsRefused(int spans)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new TraceRecorderPool(maxSpans: spans));
        Assert.Contains("between 16 and 65535", error.Message, StringComparison.Ordinal);
    }

    private static TraceRecorder Begun()
    {
        var recorder = new TraceRecorderPool().Rent();
        recorder.Begin(0);
        return recorder;
    }

    private static Trace Complete(TraceRecorder recorder, long timestamp)
    {
        recorder.Finish(timestamp);
        return recorder.Complete("node", Recordings.RequestId, Recordings.Anchor);
    }

    private static Span Named(Trace trace, string name) => trace.Spans.First(span => span.Name == name);

    private static Span ParentOf(Trace trace, string name) => trace.Spans.Single(span => span.SpanId == Named(trace, name).ParentSpanId);

    private static long Int(Span span, string name) => span.TryGet(name, out var value) ? value.AsInt : throw new KeyNotFoundException(name);

    private static string Text(Span span, string name) => span.TryGet(name, out var value) ? value.AsString : throw new KeyNotFoundException(name);
}

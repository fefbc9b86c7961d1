using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;
using Sightglass.Tracing.Tests.Samples;

namespace Sightglass.Tracing.Tests.Recording;

public sealed class IoScopeTests
{
    private static readonly SpanName Plugin = SpanNames.Plugin("access", "key-auth");

    [Fact]
    public void Default_Scope_RecordsNothing()
    {
        var scope = default(IoScope);
        var span = scope.Start(SpanNames.Dns, LatencyKind.Dns);
        span.Set(AttributeKeys.ProxyKongDnsDomain, "x");
        span.Fail("x");
        span.End();
        scope.AddPeerTime("x", 1, 1);
        Assert.False(scope.IsRecording);
        Assert.False(span.IsRecording);
        Assert.False(span.Scope.IsRecording);
    }

    [Fact]
    public void End_Twice_ChargesOnce()
    {
        var (recorder, _, io) = Started();
        var call = io.Start(Recordings.RedisEval, LatencyKind.Redis, 10);
        call.End(15);
        call.End(50);
        Assert.Equal(5, recorder.Finish(100).Redis);
    }

    [Fact]
    public void Scope_OfACall_PutsSpansUnderIt()
    {
        var (recorder, plugin, io) = Started();
        var connect = io.Start(SpanNames.IoHttpConnect, LatencyKind.HttpClient, 10);
        var dns = connect.Scope.Start(SpanNames.Dns, LatencyKind.Dns, 11);
        dns.End(12);
        connect.End(13);
        recorder.End(plugin, 20);
        recorder.Finish(30);
        var trace = recorder.Complete("node", Recordings.RequestId, Recordings.Anchor);
        Assert.Equal(trace.Spans[2].SpanId, trace.Spans[3].ParentSpanId);
        Assert.Equal(3, trace.Latency.ThirdParty);
    }

    [Fact]
    public void End_OfThePlugin_CutsCallsItDidNotAwait()
    {
        var (recorder, plugin, io) = Started();
        var call = io.Start(SpanNames.IoHttpRequest, LatencyKind.HttpClient, 10);
        recorder.End(plugin, 20);
        call.End(60);
        var refused = io.Start(SpanNames.IoHttpRequest, LatencyKind.HttpClient, 25);
        Assert.False(refused.IsRecording);
        refused.End(70);
        recorder.Finish(100);
        var trace = recorder.Complete("node", Recordings.RequestId, Recordings.Anchor);
        Assert.Equal(3, trace.Spans.Length);
        Assert.Equal(10, trace.Spans[2].Duration);
        Assert.True(trace.Spans[2].TryGet("sightglass.cut", out _));
        Assert.Equal(10, trace.Latency.HttpClient);
        Assert.Equal(90, trace.Latency.Internal);
        Assert.Equal(1, trace.DroppedSpans);
    }

    [Fact]
    public void End_OfTheParentWhileACallEndsElsewhere_KeepsTheCallInside()
    {
        // The other thread read its clock after the flow had, but got through first.
        var (recorder, plugin, io) = Started();
        var call = io.Start(SpanNames.IoHttpRequest, LatencyKind.HttpClient, 10);
        var nested = call.Scope.Start(SpanNames.IoHttpConnect, LatencyKind.HttpClient, 21);
        nested.End(22);
        call.End(23);
        recorder.End(plugin, 20);
        recorder.Finish(100);
        var trace = recorder.Complete("node", Recordings.RequestId, Recordings.Anchor);
        Assert.Equal(3, trace.Spans.Length);
        Assert.Equal(trace.Spans[1].EndTime, trace.Spans[2].EndTime);
        Assert.Equal(1, trace.DroppedSpans);
    }

    [Fact]
    public void LateWriter_AfterReturn_LeavesTheNextTraceAlone()
    {
        var pool = new TraceRecorderPool();
        var recorder = pool.Rent();
        recorder.Begin(0);
        var io = recorder.Io(recorder.Start(Plugin, 1));
        var late = io.Start(SpanNames.IoHttpRequest, LatencyKind.HttpClient, 2);
        recorder.Finish(10);
        recorder.Return();

        var next = pool.Rent();
        Assert.Same(recorder, next);
        next.Begin(100);
        next.Start(Plugin, 101);
        next.Io(next.Current).Start(SpanNames.Dns, LatencyKind.Dns, 102);
        late.Set(AttributeKeys.NetworkPeerAddress, "late");
        late.Fail("late");
        late.Fail(new InvalidOperationException("late"), 105);
        late.End(106);
        late.Scope.Start(SpanNames.Dns, LatencyKind.Dns, 107);
        io.Start(SpanNames.Dns, LatencyKind.Dns, 108);
        io.AddPeerTime("late", 1, 1);
        Assert.False(io.IsRecording);
        Assert.False(late.IsRecording);

        next.Finish(200);
        var trace = next.Complete("node", Recordings.RequestId, Recordings.Anchor);
        Assert.Equal(["kong", "kong.access.plugin.key-auth", "kong.dns"], trace.Spans.Select(span => span.Name));
        Assert.Equal(98, trace.Latency.Dns);
        Assert.Equal(0, trace.DroppedSpans);
        Assert.DoesNotContain(trace.Spans.SelectMany(span => span.Attributes), attribute => attribute.Value.ToString() == "late");
        Assert.All(trace.Spans, span => Assert.NotEqual("late", span.StatusMessage));
    }

    [Fact]
    public void Seal_Recorder_LetsNoOneInAnyMore()
    {
        var (recorder, plugin, io) = Started();
        recorder.End(plugin, 20);
        recorder.Finish(30);
        var log = recorder.Start(SpanNames.PhaseLog, 31);
        var late = recorder.Io(log).Start(SpanNames.IoHttpRequest, LatencyKind.HttpClient, 32);
        recorder.Seal();
        late.Set(AttributeKeys.NetworkPeerAddress, "late");
        late.End(99);
        Assert.Equal(TraceRecorder.None, recorder.Add(SpanNames.Dns, log, 33, 34));
        Assert.False(io.IsRecording);
        var trace = recorder.Complete("node", Recordings.RequestId, Recordings.Anchor);
        Assert.Equal("kong.io.http.request", trace.Spans[3].Name);
        Assert.DoesNotContain(trace.Spans[3].Attributes, attribute => attribute.Key == "network.peer.address");
        Assert.Equal(0, trace.Latency.HttpClient);
    }

    [Fact]
    public async Task Start_ManyThreads_KeepsEveryCallAndExactSums()
    {
        const int workers = 4;
        const int calls = 500;
        var recorder = new TraceRecorderPool().Rent();
        var begin = TraceRecorder.Now();
        recorder.Begin(begin);
        var plugin = recorder.Start(Plugin);
        var io = recorder.Io(plugin);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() =>
        {
            for (var call = 0; call < calls; call++)
            {
                var span = io.Start(Recordings.RedisEval, LatencyKind.Redis);
                span.Set(AttributeKeys.NetworkPeerAddress, "10.0.0." + worker);
                span.Set(AttributeKeys.NetworkProtocolName, "redis");
                io.AddPeerTime("10.0.0." + worker, 0, 1);
                span.End();
            }
        })));
        recorder.End(plugin);
        recorder.Finish(TraceRecorder.Now());
        var trace = recorder.Complete("node", Recordings.RequestId, ClockAnchor.Now(TimeProvider.System));
        Assert.Equal(2 + (workers * calls), trace.Spans.Length);
        Assert.Equal(0, trace.DroppedSpans);
        foreach (var perWorker in trace.Spans.Skip(2).GroupBy(span => span.Attributes.Single(attribute => attribute.Key == "network.peer.address").Value.AsString))
        {
            Assert.Equal(calls, perWorker.Count());
        }

        Assert.All(trace.Spans.Skip(2), span => Assert.Equal(2, span.Attributes.Length));
        var latency = trace.Latency;
        Assert.Equal(latency.Total, latency.Internal + latency.ThirdParty);
        Assert.True(latency.Redis >= latency.ThirdParty);
    }

    [Fact]
    public async Task LateWriters_RacingWithReuse_NeverShowUp()
    {
        var pool = new TraceRecorderPool(maxSpans: 64, maxPooled: 1);
        using var stop = new CancellationTokenSource();
        var shared = default(IoScope);
        var writer = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var scope = shared;
                var span = scope.Start(SpanNames.Dns, LatencyKind.Dns);
                span.Set(AttributeKeys.ProxyKongDnsDomain, "late");
                span.End();
            }
        });
        for (var round = 0; round < 2_000; round++)
        {
            var recorder = pool.Rent();
            recorder.Begin(TraceRecorder.Now());
            if (round % 2 == 0)
            {
                shared = recorder.Io(recorder.Start(Plugin));
            }
            else
            {
                // Nobody was let into this one: whatever shows up is a late writer of the round before.
                recorder.End(recorder.Start(Plugin));
                recorder.Finish(TraceRecorder.Now());
                var trace = recorder.Complete("node", Recordings.RequestId, Recordings.Anchor);
                Assert.Equal(2, trace.Spans.Length);
                Assert.Equal(0, trace.Latency.ThirdParty);
            }

            recorder.Return();
        }

        await stop.CancelAsync();
        await writer;
    }

    private static (TraceRecorder Recorder, int Plugin, IoScope Io) Started()
    {
        var recorder = new TraceRecorderPool().Rent();
        recorder.Begin(0);
        var plugin = recorder.Start(Plugin, 1);
        return (recorder, plugin, recorder.Io(plugin));
    }
}

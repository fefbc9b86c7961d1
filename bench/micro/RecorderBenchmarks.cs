using BenchmarkDotNet.Attributes;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Benchmarks;

/// <summary>Recording one request of 16 spans and giving the recorder back, as happens when the rule turns out not to match.</summary>
[MemoryDiagnoser]
public class RecorderBenchmarks
{
    private const int Spans = 16;

    private readonly TraceRecorderPool _pool = new();
    private readonly SpanName _plugin = SpanNames.Plugin("access", "key-auth");

    [Benchmark(OperationsPerInvoke = Spans)]
    public int Span()
    {
        var recorder = _pool.Rent();
        var now = TraceRecorder.Now();
        recorder.Begin(now);
        for (var index = 1; index < Spans; index++)
        {
            var span = recorder.Start(_plugin, TraceRecorder.Now());
            recorder.End(span, TraceRecorder.Now());
        }

        recorder.Finish(TraceRecorder.Now());
        var dropped = recorder.DroppedSpans;
        recorder.Return();
        return dropped;
    }

    [Benchmark(OperationsPerInvoke = Spans)]
    public int SpanWithAttributes()
    {
        var recorder = _pool.Rent();
        recorder.Begin(TraceRecorder.Now());
        for (var index = 1; index < Spans; index++)
        {
            var span = recorder.Start(_plugin, TraceRecorder.Now());
            recorder.Set(span, AttributeKeys.NetworkPeerAddress, "127.0.0.1");
            recorder.Set(span, AttributeKeys.TryCount, index);
            recorder.End(span, TraceRecorder.Now());
        }

        recorder.Finish(TraceRecorder.Now());
        var dropped = recorder.DroppedSpans;
        recorder.Return();
        return dropped;
    }

    /// <summary>A plugin's call: opened, charged and ended behind the lock, as it may end on any thread. Clock readings included.</summary>
    [Benchmark(OperationsPerInvoke = Spans)]
    public int ChargedCall()
    {
        var recorder = _pool.Rent();
        recorder.Begin(TraceRecorder.Now());
        var calls = recorder.Io(recorder.Start(_plugin));
        for (var index = 0; index < Spans; index++)
        {
            calls.Start(SpanNames.IoHttpRequest, LatencyKind.HttpClient).End();
        }

        recorder.Finish(TraceRecorder.Now());
        var dropped = recorder.DroppedSpans;
        recorder.Return();
        return dropped;
    }

    /// <summary>
    /// What the gateway records of a plain proxied request until its response's head lets the rule say no: the spans, attributes, charges and
    /// clock readings of that way, and nothing else.
    /// </summary>
    [Benchmark]
    public void PlainRequest()
    {
        var begin = TraceRecorder.Now();
        var recorder = _pool.Rent();
        recorder.Begin(begin);
        var span = recorder.Add(SpanNames.ReadClientHttpHeaders, TraceRecorder.Root, begin, begin + 1);
        recorder.Set(span, AttributeKeys.ProxyKongHttpHeadersSize, 100);
        recorder.Ledger.Charge(LatencyKind.Client, begin, begin + 1);
        span = recorder.Start(SpanNames.PhaseRewrite);
        var mark = TraceRecorder.Now();
        recorder.End(span, mark);

        var access = recorder.Start(SpanNames.PhaseAccess, mark);
        span = recorder.Start(SpanNames.Router, mark);
        recorder.End(span, TraceRecorder.Now());
        recorder.Set(span, AttributeKeys.ProxyKongRouterCacheHit, "yes");
        recorder.Set(span, AttributeKeys.ProxyKongRouterMatched, "yes");
        recorder.Set(span, AttributeKeys.ProxyKongRouterRouteId, "0a1b");
        recorder.Set(span, AttributeKeys.ProxyKongRouterServiceId, "0a1b");
        recorder.End(access, TraceRecorder.Now());

        var selection = recorder.StartAside(SpanNames.UpstreamSelection, TraceRecorder.Root, TraceRecorder.Now());
        var attempt = recorder.StartAside(SpanNames.FindUpstream, selection, TraceRecorder.Now());
        recorder.Set(attempt, AttributeKeys.TryCount, 1);
        recorder.Set(attempt, AttributeKeys.NetworkPeerAddress, "127.0.0.1");
        recorder.Set(attempt, AttributeKeys.NetworkPeerPort, 8080);
        recorder.Set(attempt, AttributeKeys.NetworkPeerName, "localhost");
        recorder.Set(attempt, AttributeKeys.Keepalive, true);

        var ready = TraceRecorder.Now();
        var sending = TraceRecorder.Now();
        var sent = TraceRecorder.Now();
        recorder.Ledger.Enter(LatencyKind.Upstream, sent);
        var head = TraceRecorder.Now();
        recorder.Ledger.Leave(LatencyKind.Upstream, sent, head);
        recorder.End(attempt, ready);
        recorder.End(selection, ready);
        recorder.Add(SpanNames.SendRequestToUpstream, TraceRecorder.Root, sending, sent);
        recorder.Add(SpanNames.ReadHeadersFromUpstream, TraceRecorder.Root, sent, head);
        recorder.End(recorder.Start(SpanNames.PhaseHeaderFilter));
        recorder.Return();
    }

    [Benchmark]
    public long Clock() => TraceRecorder.Now();
}

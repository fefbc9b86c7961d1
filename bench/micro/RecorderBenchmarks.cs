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

    [Benchmark]
    public long Clock() => TraceRecorder.Now();
}

using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Analysis;

/// <summary>How the parts of many requests' time are spread. Times in nanoseconds.</summary>
public sealed record LatencyStatistics(Percentiles Total, Percentiles Internal, Percentiles Upstream, Percentiles Client, Percentiles ThirdParty)
{
    public static LatencyStatistics Of(IReadOnlyCollection<Trace> traces) => new(
        Percentiles.Of(traces.Select(trace => trace.Latency.Total)),
        Percentiles.Of(traces.Select(trace => trace.Latency.Internal)),
        Percentiles.Of(traces.Select(trace => trace.Latency.Upstream)),
        Percentiles.Of(traces.Select(trace => trace.Latency.Client)),
        Percentiles.Of(traces.Select(trace => trace.Latency.ThirdParty)));
}

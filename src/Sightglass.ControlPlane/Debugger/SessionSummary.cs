using System.Collections.Immutable;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>A session's traces in figures. Durations are nanoseconds.</summary>
public sealed record SessionSummary
{
    public required int TraceCount { get; init; }

    public required int DroppedCount { get; init; }

    /// <summary>Traces by status code, ascending; those without one are under 0.</summary>
    public ImmutableArray<StatusCount> StatusCodes { get; init; } = [];

    /// <summary>Percentiles of <c>total</c>, <c>internal</c>, <c>upstream</c>, <c>client</c> and <c>third_party</c> over the traces.</summary>
    public required LatencySummary Latency { get; init; }

    /// <summary>Spans by name, the one with the most time in total first; up to 50.</summary>
    public ImmutableArray<SpanSummary> Spans { get; init; } = [];

    /// <summary>Plugins, the one with the most time in total first; up to 50.</summary>
    public ImmutableArray<SpanSummary> Plugins { get; init; } = [];
}

/// <summary>How many traces ended with a status.</summary>
public sealed record StatusCount(int StatusCode, int Count);

/// <summary>Percentiles of each latency category.</summary>
public sealed record LatencySummary(Percentiles Total, Percentiles Internal, Percentiles Upstream, Percentiles Client, Percentiles ThirdParty);

/// <summary>Percentiles in nanoseconds (nearest rank); zeros when there is nothing.</summary>
public sealed record Percentiles(long P50, long P90, long P95, long P99, long Max);

/// <summary>The spans, or the plugin, of one name.</summary>
/// <param name="Name">Span name, or plugin name.</param>
/// <param name="Count">How many spans.</param>
/// <param name="TotalTime">Sum of their durations in nanoseconds.</param>
/// <param name="ErrorCount">How many have status error.</param>
/// <param name="Duration">Percentiles of one span's duration.</param>
public sealed record SpanSummary(string Name, int Count, long TotalTime, int ErrorCount, Percentiles Duration);

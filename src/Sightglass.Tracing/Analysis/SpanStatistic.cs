using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Analysis;

/// <summary>All spans of one name over many traces. Times in nanoseconds.</summary>
/// <param name="Name">The spans' name.</param>
/// <param name="Category">What they are about.</param>
/// <param name="Traces">Traces that have at least one.</param>
/// <param name="Errors">Spans that failed.</param>
/// <param name="Duration">How their durations are spread.</param>
/// <param name="SelfTime">How their self times are spread.</param>
/// <param name="TotalSelfTime">All their self times together.</param>
public sealed record SpanStatistic(
    string Name,
    SpanCategory Category,
    int Traces,
    int Errors,
    Percentiles Duration,
    Percentiles SelfTime,
    long TotalSelfTime);

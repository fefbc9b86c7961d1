using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Analysis;

/// <summary>A span as a row of the waterfall. Times in nanoseconds.</summary>
/// <param name="Span">The span's index in the trace.</param>
/// <param name="Parent">The parent's row; -1 at the top.</param>
/// <param name="Depth">0 at the top.</param>
/// <param name="SubtreeLength">How many rows follow that are below this one: to fold it is to skip as many.</param>
/// <param name="Start">Since the waterfall's beginning.</param>
/// <param name="Duration">How long the bar is.</param>
/// <param name="SelfTime">What of it the span spent itself.</param>
/// <param name="CriticalTime">What of it is on the critical path, children not counted.</param>
/// <param name="Category">What the span is about.</param>
/// <param name="IsFailed">Whether its status is error.</param>
public readonly record struct WaterfallRow(
    int Span,
    int Parent,
    int Depth,
    int SubtreeLength,
    long Start,
    long Duration,
    long SelfTime,
    long CriticalTime,
    SpanCategory Category,
    bool IsFailed);

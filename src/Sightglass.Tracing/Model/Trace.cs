using System.Collections.Immutable;
using System.Diagnostics;

namespace Sightglass.Tracing.Model;

/// <summary>
/// The complete inside of one request. Identified inside a session by its request id: two requests of one distributed trace share
/// <see cref="TraceId"/> and are two traces here.
/// </summary>
public sealed record Trace
{
    /// <summary>The gateway's id of the request: 32 lower-case hex digits.</summary>
    public required string RequestId { get; init; }

    public required ActivityTraceId TraceId { get; init; }

    /// <summary>The node that recorded it.</summary>
    public required string NodeId { get; init; }

    /// <summary>In start order; the root is first, a parent is always before its children.</summary>
    public required ImmutableArray<Span> Spans { get; init; }

    /// <summary>Spans that did not fit the recorder's bound and were counted instead of kept.</summary>
    public int DroppedSpans { get; init; }

    public LatencyBreakdown Latency { get; init; }

    public Span Root => Spans[0];
}

using System.Collections.Immutable;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Codec.Assembly;

/// <summary>A span as it stands in a message: not yet known which trace it is part of.</summary>
internal sealed class WireSpan
{
    public required TelemetryOrigin Origin { get; init; }

    public UInt128 TraceId { get; set; }

    public ulong SpanId { get; set; }

    /// <summary>0 for none.</summary>
    public ulong ParentSpanId { get; set; }

    public string Name { get; set; } = "";

    public SpanKind Kind { get; set; }

    public ulong StartTime { get; set; }

    public ulong EndTime { get; set; }

    public SpanStatus Status { get; set; }

    public string? StatusMessage { get; set; }

    public required WireAttributes Attributes { get; init; }

    public ImmutableArray<SpanEvent>.Builder Events { get; } = ImmutableArray.CreateBuilder<SpanEvent>();

    public long DroppedAttributes { get; set; }

    public long DroppedEvents { get; set; }

    /// <summary>What makes the span useless; null when nothing does.</summary>
    public string? Fault =>
        TraceId == 0 ? "the trace id is all zeros or missing"
        : SpanId == 0 ? "the span id is all zeros or missing"
        : SpanId == ParentSpanId ? "the span is its own parent"
        : StartTime > long.MaxValue || EndTime > long.MaxValue ? "a time lies after the year 2262"
        : null;
}

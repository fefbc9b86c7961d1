using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Json;

/// <summary>A whole trace, as the control plane's API gives it: the item, and what is in it.</summary>
public sealed record TraceDocument : TraceItem
{
    public TraceDocument()
    {
    }

    [SetsRequiredMembers]
    private TraceDocument(TraceItem item)
        : base(item)
    {
        NodeId = "";
        Latency = new LatencyDocument();
        Spans = [];
    }

    [JsonPropertyOrder(1)]
    public required string NodeId { get; init; }

    /// <summary>Spans that did not fit the recorder's bound.</summary>
    [JsonPropertyOrder(2)]
    public int DroppedSpans { get; init; }

    [JsonPropertyOrder(3)]
    public required LatencyDocument Latency { get; init; }

    /// <summary>In start order, the root first.</summary>
    [JsonPropertyOrder(4)]
    public required ImmutableArray<SpanDocument> Spans { get; init; }

    /// <summary>Makes the document of a trace.</summary>
    public static new TraceDocument From(Trace trace, int logCount = 0, bool hasPayload = false) =>
        new(TraceItem.From(trace, logCount, hasPayload))
        {
            NodeId = trace.NodeId,
            DroppedSpans = trace.DroppedSpans,
            Latency = LatencyDocument.From(trace.Latency),
            Spans = [.. trace.Spans.Select(SpanDocument.From)],
        };

    /// <summary>Makes the trace of a document; nothing is put right on the way.</summary>
    /// <exception cref="FormatException">The document has no spans, or an id or a time in it is none; the message says which.</exception>
    public Trace ToTrace() => new()
    {
        RequestId = RequestId,
        TraceId = JsonIds.TraceId(TraceId, "trace_id"),
        NodeId = NodeId,
        DroppedSpans = DroppedSpans,
        Latency = Latency.ToBreakdown(),
        Spans = Spans.IsDefaultOrEmpty
            ? throw new FormatException("spans: expected at least the root span.")
            : [.. Spans.Select((span, index) => span.ToSpan($"spans[{index}]"))],
    };
}

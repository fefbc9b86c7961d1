using System.Collections.Immutable;
using System.Diagnostics;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Codec;

/// <summary>A log record as OTLP has it.</summary>
public sealed record OtlpLogRecord
{
    /// <summary>Unix time in nanoseconds.</summary>
    public required long Time { get; init; }

    /// <summary>Its place on the scale of 1 to 24.</summary>
    public required int SeverityNumber { get; init; }

    /// <summary>The level's name.</summary>
    public required string SeverityText { get; init; }

    /// <summary>The text.</summary>
    public required string Body { get; init; }

    /// <summary>Structured fields.</summary>
    public ImmutableArray<KeyValuePair<string, AttributeValue>> Attributes { get; init; } = [];

    /// <summary>The trace flags of W3C; 1 for sampled.</summary>
    public uint Flags { get; init; }

    /// <summary>The trace; <c>default</c> for none.</summary>
    public ActivityTraceId TraceId { get; init; }

    /// <summary>The span; <c>default</c> for none.</summary>
    public ActivitySpanId SpanId { get; init; }
}

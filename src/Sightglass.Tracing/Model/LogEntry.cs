using System.Collections.Immutable;
using System.Diagnostics;

namespace Sightglass.Tracing.Model;

/// <summary>One log entry of a captured request.</summary>
public sealed record LogEntry
{
    /// <summary>Unix time in nanoseconds.</summary>
    public required long Time { get; init; }

    public required LogSeverity Level { get; init; }

    public required LogEntryType Type { get; init; }

    /// <summary>The component or the plugin that wrote it.</summary>
    public required string Source { get; init; }

    public required string Message { get; init; }

    /// <summary>The request it belongs to; null where the sender did not say.</summary>
    public string? RequestId { get; init; }

    public ActivityTraceId? TraceId { get; init; }

    /// <summary>The span it was written in; null where the sender did not say.</summary>
    public ActivitySpanId? SpanId { get; init; }

    /// <summary>Structured fields, in the order they were given; a name occurs once.</summary>
    public ImmutableArray<KeyValuePair<string, AttributeValue>> Attributes { get; init; } = [];
}

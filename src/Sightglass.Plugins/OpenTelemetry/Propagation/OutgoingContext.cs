using System.Collections.Immutable;

namespace Sightglass.Plugins.OpenTelemetry.Propagation;

/// <summary>What the upstream is told. Ids as in <see cref="IncomingContext"/>.</summary>
internal sealed record OutgoingContext
{
    public required string TraceId { get; init; }

    /// <summary>How many bytes the client wrote the trace id with; 0 when it wrote none.</summary>
    public int TraceIdSize { get; init; }

    /// <summary>The span that the upstream's are inside.</summary>
    public required string SpanId { get; init; }

    /// <summary>That span's parent; null for none.</summary>
    public string? ParentId { get; init; }

    public bool Sampled { get; init; }

    public string? B3Flags { get; init; }

    public ImmutableArray<KeyValuePair<string, string>> Baggage { get; init; } = [];
}

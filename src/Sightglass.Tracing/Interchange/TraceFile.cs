using System.Collections.Frozen;
using System.Collections.Immutable;
using Sightglass.Tracing.Codec;

namespace Sightglass.Tracing.Interchange;

/// <summary>What a downloaded or uploaded file holds.</summary>
public sealed record TraceFile
{
    public required ImmutableArray<TraceEnvelope> Traces { get; init; }

    public ImmutableArray<LogEnvelope> Logs { get; init; } = [];

    /// <summary>Captured headers and bodies as the API gives them, JSON in UTF-8, by request id.</summary>
    public FrozenDictionary<string, ReadOnlyMemory<byte>> Payloads { get; init; } = FrozenDictionary<string, ReadOnlyMemory<byte>>.Empty;

    /// <summary>The session as the API gives it, JSON in UTF-8; empty where the file has none.</summary>
    public ReadOnlyMemory<byte> Session { get; init; }

    /// <summary>Spans that were left out because something about them is wrong.</summary>
    public int RejectedSpans { get; init; }

    /// <summary>What is wrong with the first of them.</summary>
    public string? RejectionReason { get; init; }
}

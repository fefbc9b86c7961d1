using System.Collections.Immutable;
using Sightglass.Cluster.Messages;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>A debug session as it is read.</summary>
public sealed record DebugSession
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    public required int DurationSeconds { get; init; }

    public required int MaxTraces { get; init; }

    public ImmutableArray<Guid> DataPlaneNodeIds { get; init; } = [];

    public required Sampling Sampling { get; init; }

    /// <summary>Whether nodes that keep finished requests looked through those first.</summary>
    public bool Lookback { get; init; }

    public required CaptureSpec Capture { get; init; }

    public required MaskingRules MaskingRules { get; init; }

    public required int RetentionDays { get; init; }

    public required SessionState State { get; init; }

    /// <summary>Null until it ended.</summary>
    public EndReason? EndReason { get; init; }

    /// <summary>Name of who created it.</summary>
    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the first node confirmed.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it will be deleted with all its data.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public int TraceCount { get; init; }

    public int LogCount { get; init; }

    /// <summary>Matching requests that were not kept: over the limit, over a node's bounds, or lost on the way.</summary>
    public int DroppedCount { get; init; }

    public ImmutableArray<DataPlaneNode> DataPlaneNodes { get; init; } = [];

    /// <summary>Whether nothing more will be recorded.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Ended => State is not (SessionState.Pending or SessionState.InProgress);
}

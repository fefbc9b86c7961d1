using System.Collections.Immutable;
using Sightglass.Cluster.Messages;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>A session to start.</summary>
public sealed record CreateDebugSession
{
    /// <summary>1 to 256 characters.</summary>
    public string? Name { get; init; }

    /// <summary>10 to 1,800; default 300.</summary>
    public int DurationSeconds { get; init; } = 300;

    /// <summary>1 to 1,000; default 200. Holds over all nodes together.</summary>
    public int MaxTraces { get; init; } = 200;

    /// <summary>Empty for all nodes.</summary>
    public ImmutableArray<Guid> DataPlaneNodeIds { get; init; } = [];

    public Sampling Sampling { get; init; } = new();

    /// <summary>Whether nodes that keep finished requests look through those first. Default false.</summary>
    public bool Lookback { get; init; }

    public CaptureSpec Capture { get; init; } = CaptureSpec.TracesOnly;

    public MaskingRules MaskingRules { get; init; } = MaskingRules.None;

    /// <summary>1 to 15, default 7; at most 3 with payloads.</summary>
    public int? RetentionDays { get; init; }

    /// <summary>Up to five.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;
}

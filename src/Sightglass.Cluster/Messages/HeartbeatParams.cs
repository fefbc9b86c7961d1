using System.Collections.Immutable;

namespace Sightglass.Cluster.Messages;

/// <summary>The node lives, what it serves by, and how its sessions go.</summary>
public sealed record HeartbeatParams
{
    /// <summary>Hash of the configuration it serves by.</summary>
    public required string ConfigHash { get; init; }

    public ImmutableArray<SessionProgress> Sessions { get; set; } = [];
}

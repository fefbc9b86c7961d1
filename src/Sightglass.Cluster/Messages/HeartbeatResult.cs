using System.Collections.Immutable;

namespace Sightglass.Cluster.Messages;

/// <summary>The shares as they now are, for sessions whose share on this node grew.</summary>
public sealed record HeartbeatResult
{
    public ImmutableArray<SessionShareParams> Shares { get; set; } = [];
}

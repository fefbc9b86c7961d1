using System.Collections.Immutable;

namespace Sightglass.Cluster.Messages;

/// <summary>
/// Shares to take over at once. Empty from this control plane: it moves shares with <c>session.share</c> alone, whose answers tell it which word
/// the node has heard last.
/// </summary>
public sealed record HeartbeatResult
{
    public ImmutableArray<SessionShareParams> Shares { get; set; } = [];
}

using System.Collections.Immutable;

namespace Sightglass.Gateway.Balancing;

/// <summary>The peers of an upstream at one moment.</summary>
internal sealed class PeerSet(ImmutableArray<Peer> peers, int targetCount)
{
    public static PeerSet Empty { get; } = new([], 0);

    /// <summary>In a stable order; those with weight 0 are left out.</summary>
    public ImmutableArray<Peer> Peers { get; } = peers;

    /// <summary>Targets configured, whether they have addresses or not.</summary>
    public int TargetCount { get; } = targetCount;

    public int TotalWeight { get; } = peers.Sum(static peer => peer.Weight);
}

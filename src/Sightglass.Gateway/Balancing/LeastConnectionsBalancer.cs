using System.Collections.Immutable;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Balancing;

/// <summary>The peer with the fewest exchanges in progress for its weight. A peer that failed in this request waits until all have.</summary>
internal sealed class LeastConnectionsBalancer : IPeerBalancer
{
    private volatile PeerSet _peers = PeerSet.Empty;
    private int _turn = -1;

    public string Algorithm => "least-connections";

    public void Update(PeerSet peers) => _peers = peers;

    public BalancerChoice Next(ref BalancerRequest request)
    {
        var peers = _peers.Peers;
        var best = Find(peers, request);
        if (best is null && request.Failed is { Count: > 0 } failed)
        {
            failed.Clear();
            best = Find(peers, request);
        }

        return best is null ? new BalancerChoice { Error = UpstreamError.NoPeer } : new BalancerChoice { Target = best };
    }

    private TargetAddress? Find(ImmutableArray<Peer> peers, in BalancerRequest request)
    {
        // Peers that are equal take turns: the search begins at another one each time.
        var start = peers.Length > 1 ? (int)((uint)Interlocked.Increment(ref _turn) % (uint)peers.Length) : 0;
        TargetAddress? best = null;
        var least = double.MaxValue;
        for (var i = 0; i < peers.Length; i++)
        {
            var peer = peers[(start + i) % peers.Length];
            if (!peer.Address.IsAvailable || request.HasFailed(peer.Address))
            {
                continue;
            }

            var load = (peer.Address.Connections + 1) / (double)peer.Weight;
            if (load < least)
            {
                least = load;
                best = peer.Address;
            }
        }

        return best;
    }
}

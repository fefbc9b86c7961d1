using System.Collections.Immutable;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Balancing;

/// <summary>
/// The peer with the lowest average latency for its weight. The average fades in 10 s, so a slow peer is tried again; a new one starts at
/// the average of the others. A peer that failed in this request is not used by it again, unless it is the only one.
/// </summary>
internal sealed class LatencyBalancer(TimeProvider time) : IPeerBalancer
{
    private volatile PeerSet _peers = PeerSet.Empty;
    private int _turn = -1;

    public string Algorithm => "latency";

    public void Update(PeerSet peers)
    {
        var now = time.GetTimestamp();
        var known = peers.Peers.Where(static peer => peer.Address.Latency.IsKnown).Select(peer => peer.Address.Latency.Score(now)).ToArray();
        if (known.Length > 0)
        {
            var average = known.Average();
            foreach (var peer in peers.Peers)
            {
                peer.Address.Latency.StartAt(average, now);
            }
        }

        _peers = peers;
    }

    public BalancerChoice Next(ref BalancerRequest request)
    {
        var peers = _peers.Peers;
        var best = peers.Length == 1
            ? peers[0].Address.IsAvailable ? peers[0].Address : null
            : Find(peers, request);
        return best is null ? new BalancerChoice { Error = UpstreamError.NoPeer } : new BalancerChoice { Target = best };
    }

    private TargetAddress? Find(ImmutableArray<Peer> peers, in BalancerRequest request)
    {
        var now = time.GetTimestamp();
        var start = peers.Length == 0 ? 0 : (int)((uint)Interlocked.Increment(ref _turn) % (uint)peers.Length);
        TargetAddress? best = null;
        var least = double.MaxValue;
        for (var i = 0; i < peers.Length; i++)
        {
            var peer = peers[(start + i) % peers.Length];
            if (!peer.Address.IsAvailable || request.HasFailed(peer.Address))
            {
                continue;
            }

            var score = peer.Address.Latency.Score(now) / peer.Weight;
            if (score < least)
            {
                least = score;
                best = peer.Address;
            }
        }

        return best;
    }
}

using System.Collections.Immutable;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Balancing;

/// <summary>
/// A wheel on which each address has as many places as its weight, divided by what all weights have in common, shuffled once. An address
/// that failed in this request is passed over while there is another one.
/// </summary>
internal sealed class RoundRobinBalancer : IPeerBalancer
{
    /// <summary>Places at most; beyond it weights are scaled down, to at least one place each.</summary>
    private const int MaxPlaces = 100_000;

    private volatile TargetAddress[] _wheel = [];
    private int _turn = -1;

    public string Algorithm => "round-robin";

    public void Update(PeerSet peers) => _wheel = Build(peers.Peers);

    public BalancerChoice Next(ref BalancerRequest request)
    {
        var wheel = _wheel;
        TargetAddress? failed = null;
        for (var i = 0; i < wheel.Length; i++)
        {
            var address = wheel[(int)((uint)Interlocked.Increment(ref _turn) % (uint)wheel.Length)];
            if (!address.IsAvailable)
            {
                continue;
            }

            // The turn is shared: requests that try again at once would otherwise meet the same address again and again.
            if (!request.HasFailed(address))
            {
                return new BalancerChoice { Target = address };
            }

            failed ??= address;
        }

        return failed is null ? new BalancerChoice { Error = UpstreamError.NoPeer } : new BalancerChoice { Target = failed };
    }

    private static TargetAddress[] Build(ImmutableArray<Peer> peers)
    {
        if (peers.IsEmpty)
        {
            return [];
        }

        var common = peers.Select(static peer => peer.Weight).Aggregate(GreatestCommonDivisor);
        var total = peers.Sum(peer => (long)(peer.Weight / common));
        var wheel = new List<TargetAddress>((int)Math.Min(total, MaxPlaces + peers.Length));
        foreach (var peer in peers)
        {
            var places = total <= MaxPlaces ? peer.Weight / common : Math.Max(1, peer.Weight / common * (long)MaxPlaces / total);
            wheel.AddRange(Enumerable.Repeat(peer.Address, (int)places));
        }

        var shuffled = wheel.ToArray();
        Random.Shared.Shuffle(shuffled);
        return shuffled;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}

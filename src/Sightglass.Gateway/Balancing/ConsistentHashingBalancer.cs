using System.Globalization;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Balancing;

/// <summary>
/// Ketama: every address has points on a ring, in number by its weight; a request goes to the nearest point at or below its hash. When an
/// address comes or goes, only the requests next to its points move.
/// </summary>
internal sealed class ConsistentHashingBalancer(int slots) : IPeerBalancer
{
    private const int MinSlots = 1_000;
    private const int PointsPerTarget = 160;

    private readonly int _slots = Math.Max(slots, MinSlots);
    private volatile TargetAddress?[] _ring = [];

    public string Algorithm => "consistent-hashing";

    public void Update(PeerSet peers)
    {
        var ring = new TargetAddress?[peers.Peers.IsEmpty ? 0 : _slots];
        var collisions = 0;
        foreach (var peer in peers.Peers)
        {
            var points = Math.Max(1, (int)((double)peer.Weight / peers.TotalWeight * peers.TargetCount * PointsPerTarget));
            for (var i = 1; i <= points && collisions <= _slots; i++)
            {
                ref var place = ref ring[IndexOf(string.Create(CultureInfo.InvariantCulture, $"{peer.Address.HashName} {i}"))];
                if (place is null)
                {
                    place = peer.Address;
                }
                else
                {
                    points++;
                    collisions++;
                }
            }
        }

        _ring = ring;
    }

    public BalancerChoice Next(ref BalancerRequest request)
    {
        var ring = _ring;
        if (ring.Length > 0)
        {
            var index = IndexOf(request.HashKey ?? string.Empty);
            for (var i = 0; i < ring.Length; i++)
            {
                if (ring[index] is { IsAvailable: true } address)
                {
                    return new BalancerChoice { Target = address };
                }

                index = index == 0 ? ring.Length - 1 : index - 1;
            }
        }

        return new BalancerChoice { Error = UpstreamError.NoPeer };
    }

    private int IndexOf(string value) => (int)(XxHash32.Hash(value) % (uint)_slots);
}

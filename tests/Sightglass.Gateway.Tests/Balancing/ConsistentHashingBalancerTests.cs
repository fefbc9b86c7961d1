using System.Globalization;
using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Balancing;

public sealed class ConsistentHashingBalancerTests
{
    [Theory]
    [InlineData(10, new[] { 100, 100, 100 })]
    [InlineData(10_000, new[] { 100, 50, 1 })]
    [InlineData(1_000, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    public void Next_ManyKeys_ChoosesAsTheRuleSays(int slots, int[] weights)
    {
        var peers = Peers.Of(TimeProvider.System, weights);
        var balancer = new ConsistentHashingBalancer(slots);
        balancer.Update(peers);
        var ring = Reference(peers, Math.Max(slots, 1_000));
        for (var i = 0; i < 2_000; i++)
        {
            var key = $"user-{i}";
            var index = (int)(XxHash32.Hash(key) % (uint)Math.Max(slots, 1_000)) + 1;
            while (!ring.ContainsKey(index))
            {
                index = index == 1 ? Math.Max(slots, 1_000) : index - 1;
            }

            Assert.Same(ring[index], Choose(balancer, key));
        }
    }

    [Fact]
    public void Next_PeerFails_MovesOnlyItsOwnKeys()
    {
        var peers = Peers.Of(TimeProvider.System, 100, 100, 100, 100);
        var balancer = new ConsistentHashingBalancer(10_000);
        balancer.Update(peers);
        var before = Enumerable.Range(0, 2_000).Select(i => Choose(balancer, $"k{i}")).ToArray();
        peers.Peers[2].Address.Health.Set(false);
        for (var i = 0; i < before.Length; i++)
        {
            var now = Choose(balancer, $"k{i}");
            Assert.NotSame(peers.Peers[2].Address, now);
            if (before[i] != peers.Peers[2].Address)
            {
                Assert.Same(before[i], now);
            }
        }

        Assert.InRange(before.Count(address => address == peers.Peers[2].Address), 300, 700);
    }

    [Fact]
    public void Next_WithoutAKey_AlwaysGivesTheSamePeer()
    {
        var balancer = new ConsistentHashingBalancer(10_000);
        balancer.Update(Peers.Of(TimeProvider.System, 1, 1, 1));
        Assert.Same(Choose(balancer, null), Choose(balancer, string.Empty));
    }

    [Fact]
    public void Next_NoPeerOrNoneHealthy_IsAnError()
    {
        var balancer = new ConsistentHashingBalancer(10_000);
        var request = default(BalancerRequest);
        Assert.Equal(UpstreamError.NoPeer, balancer.Next(ref request).Error);
        var peers = Peers.Of(TimeProvider.System, 1);
        balancer.Update(peers);
        peers.Peers[0].Address.Health.Set(false);
        Assert.Equal(UpstreamError.NoPeer, balancer.Next(ref request).Error);
    }

    [Fact]
    public void Update_MorePointsThanPlaces_Ends()
    {
        var balancer = new ConsistentHashingBalancer(10);
        var peers = Peers.Of(TimeProvider.System, [.. Enumerable.Repeat(1, 50)]);
        balancer.Update(peers);
        Assert.NotNull(Choose(balancer, "x"));
    }

    private static TargetAddress? Choose(ConsistentHashingBalancer balancer, string? key)
    {
        var request = new BalancerRequest { HashKey = key };
        return balancer.Next(ref request).Target;
    }

    /// <summary>The ring, written down from the rule with places counted from 1.</summary>
    private static Dictionary<int, TargetAddress> Reference(PeerSet peers, int slots)
    {
        var ring = new Dictionary<int, TargetAddress>();
        var collisions = 0;
        foreach (var peer in peers.Peers)
        {
            var points = (int)Math.Floor(peer.Weight / (double)peers.TotalWeight * peers.TargetCount * 160);
            points = points == 0 ? 1 : points;
            for (var i = 1; i <= points && collisions <= slots; i++)
            {
                var name = $"{peer.Address.Resolved!.AddressText}::{peer.Address.Port} {i.ToString(CultureInfo.InvariantCulture)}";
                if (!ring.TryAdd((int)(XxHash32.Hash(name) % (uint)slots) + 1, peer.Address))
                {
                    points++;
                    collisions++;
                }
            }
        }

        return ring;
    }
}

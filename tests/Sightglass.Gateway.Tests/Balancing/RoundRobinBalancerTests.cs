using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Balancing;

public sealed class RoundRobinBalancerTests
{
    [Theory]
    [InlineData(new[] { 100, 100, 100 }, new[] { 1, 1, 1 })]
    [InlineData(new[] { 100, 200, 50 }, new[] { 2, 4, 1 })]
    [InlineData(new[] { 7 }, new[] { 1 })]
    public void Next_OneTurnOfTheWheel_FollowsTheWeightsExactly(int[] weights, int[] places)
    {
        var peers = Peers.Of(TimeProvider.System, weights);
        var balancer = new RoundRobinBalancer();
        balancer.Update(peers);
        Assert.Equal(places.Select(static n => n * 5), Peers.Count(balancer, peers, places.Sum() * 5));
    }

    [Fact]
    public void Next_UnhealthyPeer_IsSkippedUntilItIsBack()
    {
        var peers = Peers.Of(TimeProvider.System, 1, 1, 1);
        var balancer = new RoundRobinBalancer();
        balancer.Update(peers);
        peers.Peers[1].Address.Health.Set(false);
        Assert.Equal(0, Peers.Count(balancer, peers, 30)[1]);
        peers.Peers[1].Address.Health.Set(true);
        Assert.Equal(10, Peers.Count(balancer, peers, 30)[1]);
    }

    [Fact]
    public void Next_PeersFailedInThisRequest_ArePassedOverWhileThereIsAnother()
    {
        var peers = Peers.Of(TimeProvider.System, 1, 100, 1);
        var balancer = new RoundRobinBalancer();
        balancer.Update(peers);
        var request = default(BalancerRequest);
        request.AddFailed(peers.Peers[1].Address);
        for (var i = 0; i < 4; i++)
        {
            Assert.NotSame(peers.Peers[1].Address, balancer.Next(ref request).Target);
        }

        request.AddFailed(peers.Peers[0].Address);
        Assert.Same(peers.Peers[2].Address, balancer.Next(ref request).Target);
        request.AddFailed(peers.Peers[2].Address);
        Assert.NotNull(balancer.Next(ref request).Target);
    }

    [Fact]
    public void Next_NoPeerOrNoneHealthy_IsAnError()
    {
        var balancer = new RoundRobinBalancer();
        var request = default(BalancerRequest);
        Assert.Equal(UpstreamError.NoPeer, balancer.Next(ref request).Error);
        var peers = Peers.Of(TimeProvider.System, 1, 2);
        balancer.Update(peers);
        foreach (var peer in peers.Peers)
        {
            peer.Address.Health.Set(false);
        }

        Assert.Equal(UpstreamError.NoPeer, balancer.Next(ref request).Error);
        Assert.Null(balancer.Next(ref request).Target);
    }

    [Fact]
    public void Update_HugeWeights_KeepsTheWheelSmallAndEveryoneOnIt()
    {
        var peers = Peers.Of(TimeProvider.System, [.. Enumerable.Range(0, 200).Select(static i => i == 0 ? 1 : 65_535 - i)]);
        var balancer = new RoundRobinBalancer();
        balancer.Update(peers);
        Assert.Equal(1, Peers.Count(balancer, peers, 100_000).Count(static n => n is > 0 and < 10));
    }
}

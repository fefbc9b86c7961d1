using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Balancing;

public sealed class LeastConnectionsBalancerTests
{
    private readonly PeerSet _peers = Peers.Of(TimeProvider.System, 100, 200, 100);
    private readonly LeastConnectionsBalancer _balancer = new();

    public LeastConnectionsBalancerTests() => _balancer.Update(_peers);

    [Fact]
    public void Next_ConnectionsAreKept_SpreadsThemByWeight()
    {
        for (var i = 0; i < 40; i++)
        {
            Next().Begin();
        }

        Assert.Equal([10, 20, 10], _peers.Peers.Select(static peer => peer.Address.Connections));
        _peers.Peers[0].Address.End();
        Assert.Same(_peers.Peers[0].Address, Next());
    }

    [Fact]
    public void Next_FailedPeers_AreAvoidedUntilAllHaveFailed()
    {
        var request = default(BalancerRequest);
        var seen = new List<TargetAddress>();
        for (var i = 0; i < 3; i++)
        {
            var target = _balancer.Next(ref request).Target!;
            Assert.DoesNotContain(target, seen);
            seen.Add(target);
            request.AddFailed(target);
        }

        Assert.NotNull(_balancer.Next(ref request).Target);
        Assert.Empty(request.Failed!);
    }

    [Fact]
    public void Next_UnhealthyPeers_AreLeftOut()
    {
        _peers.Peers[1].Address.Health.Set(false);
        Assert.Equal(0, Peers.Count(_balancer, _peers, 20)[1]);
        _peers.Peers[0].Address.Health.Set(false);
        _peers.Peers[2].Address.Health.Set(false);
        var request = default(BalancerRequest);
        Assert.Equal(UpstreamError.NoPeer, _balancer.Next(ref request).Error);
    }

    [Fact]
    public void Next_EqualPeers_TakeTurns()
    {
        var peers = Peers.Of(TimeProvider.System, 1, 1);
        var balancer = new LeastConnectionsBalancer();
        balancer.Update(peers);
        Assert.Equal([10, 10], Peers.Count(balancer, peers, 20));
    }

    private TargetAddress Next()
    {
        var request = default(BalancerRequest);
        return _balancer.Next(ref request).Target!;
    }
}

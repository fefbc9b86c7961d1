using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Tests.Net;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Balancing;

public sealed class LatencyBalancerTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly PeerSet _peers;
    private readonly LatencyBalancer _balancer;

    public LatencyBalancerTests()
    {
        _peers = Peers.Of(_time, 100, 100, 100);
        _balancer = new LatencyBalancer(_time);
        _balancer.Update(_peers);
    }

    [Fact]
    public void Next_MeasuredPeers_GivesTheFastest()
    {
        Measure(50, 20, 80);
        Assert.Equal([0, 10, 0], Peers.Count(_balancer, _peers, 10));
    }

    [Fact]
    public void Next_Weights_DivideTheScore()
    {
        var peers = Peers.Of(_time, 300, 100);
        var balancer = new LatencyBalancer(_time);
        balancer.Update(peers);
        peers.Peers[0].Address.ReportLatency(TimeSpan.FromMilliseconds(50));
        peers.Peers[1].Address.ReportLatency(TimeSpan.FromMilliseconds(20));
        Assert.Equal([10, 0], Peers.Count(balancer, peers, 10));
    }

    [Fact]
    public void Next_SlowPeerLeftAlone_IsTriedAgain()
    {
        Measure(50, 20, 80);
        for (var second = 0; second < 30; second++)
        {
            _time.Advance(1_000);
            _peers.Peers[1].Address.ReportLatency(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal(0, Peers.Count(_balancer, _peers, 10)[1]);
    }

    [Fact]
    public void Average_OverTime_FadesWithTenSeconds()
    {
        var average = new LatencyAverage(_time);
        Assert.False(average.IsKnown);
        average.Add(TimeSpan.FromSeconds(1));
        Assert.Equal(1, average.Score(_time.GetTimestamp()), 6);
        _time.Advance(10_000);
        Assert.Equal(Math.Exp(-1), average.Score(_time.GetTimestamp()), 6);
        average.Add(TimeSpan.FromSeconds(3));
        Assert.Equal(Math.Exp(-1) + (3 * (1 - Math.Exp(-1))), average.Score(_time.GetTimestamp()), 6);
    }

    [Fact]
    public void Update_NewPeer_StartsAtTheAverageOfTheOthers()
    {
        Measure(20, 40, 60);
        var added = Peers.Address(9, new Sightglass.Gateway.Health.UpstreamHealth("test"), _time);
        _balancer.Update(new PeerSet(_peers.Peers.Add(new Peer(added, 100)), 4));
        Assert.Equal(0.04, added.Latency.Score(_time.GetTimestamp()), 6);
    }

    [Fact]
    public void Next_FailedPeers_AreNotUsedAgainByTheRequest()
    {
        Measure(50, 20, 80);
        var request = default(BalancerRequest);
        foreach (var expected in new[] { 1, 0, 2 })
        {
            var target = _balancer.Next(ref request).Target!;
            Assert.Same(_peers.Peers[expected].Address, target);
            request.AddFailed(target);
        }

        Assert.Equal(UpstreamError.NoPeer, _balancer.Next(ref request).Error);
        request.Reset();
        Assert.NotNull(_balancer.Next(ref request).Target);
    }

    [Fact]
    public void Next_OnlyOnePeer_IsUsedEvenIfItFailed()
    {
        var peers = Peers.Of(_time, 100);
        var balancer = new LatencyBalancer(_time);
        balancer.Update(peers);
        var request = default(BalancerRequest);
        request.AddFailed(peers.Peers[0].Address);
        Assert.Same(peers.Peers[0].Address, balancer.Next(ref request).Target);
        peers.Peers[0].Address.Health.Set(false);
        Assert.Equal(UpstreamError.NoPeer, balancer.Next(ref request).Error);
    }

    private void Measure(params int[] milliseconds)
    {
        for (var i = 0; i < milliseconds.Length; i++)
        {
            _peers.Peers[i].Address.ReportLatency(TimeSpan.FromMilliseconds(milliseconds[i]));
        }
    }
}

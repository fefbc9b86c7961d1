using System.Net;
using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Health;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Balancing;

/// <summary>Builds peers: the n-th has the address 10.0.0.n and port 80.</summary>
internal static class Peers
{
    public static PeerSet Of(TimeProvider time, params int[] weights) => Of(time, new UpstreamHealth("test") { Policy = Checked }, weights);

    public static PeerSet Of(TimeProvider time, UpstreamHealth health, params int[] weights) => new(
        [.. weights.Select((weight, i) => new Peer(Address(i + 1, health, time), weight))], weights.Length);

    public static HealthPolicy Checked { get; } = new(new() { Passive = new() { UnhealthyTcpFailures = 1 } });

    public static TargetAddress Address(int number, UpstreamHealth health, TimeProvider time)
        => new($"10.0.0.{number}", new ResolvedAddress(IPAddress.Parse($"10.0.0.{number}"), 80), 80, health, time);

    /// <summary>How often each peer is chosen, by its place in the set.</summary>
    public static int[] Count(IBalancer balancer, PeerSet peers, int times)
    {
        var counts = new int[peers.Peers.Length];
        var places = peers.Peers.Select(static (peer, place) => (peer.Address, place)).ToDictionary(static pair => pair.Address, static pair => pair.place);
        for (var i = 0; i < times; i++)
        {
            var request = default(BalancerRequest);
            counts[places[balancer.Next(ref request).Target!]]++;
        }

        return counts;
    }
}

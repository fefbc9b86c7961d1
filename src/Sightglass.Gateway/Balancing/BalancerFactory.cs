using Sightglass.Configuration.Entities;

namespace Sightglass.Gateway.Balancing;

/// <summary>Makes the balancer that an upstream's <c>algorithm</c> names.</summary>
internal static class BalancerFactory
{
    /// <summary>A balancer without peers yet.</summary>
    /// <exception cref="ArgumentException">The algorithm is unknown: the configuration was not validated.</exception>
    public static IPeerBalancer Create(UpstreamConfig config, TimeProvider time) => config.Algorithm switch
    {
        "round-robin" => new RoundRobinBalancer(),
        "consistent-hashing" => new ConsistentHashingBalancer(config.Slots),
        "least-connections" => new LeastConnectionsBalancer(),
        "latency" => new LatencyBalancer(time),
        _ => throw new ArgumentException(
            $"Upstream '{config.Name}': unknown algorithm '{config.Algorithm}'; expected one of: round-robin, consistent-hashing, least-connections, latency."),
    };
}

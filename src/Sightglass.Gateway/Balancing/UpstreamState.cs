using Sightglass.Configuration.Entities;

namespace Sightglass.Gateway.Balancing;

/// <summary>An upstream as it runs: its balancer, its targets' addresses and their health. Keyed by id, it outlives configuration reloads.</summary>
internal sealed class UpstreamState
{
    public required UpstreamConfig Config { get; init; }

    /// <summary>Chooses peers.</summary>
    public required IBalancer Balancer { get; init; }
}

namespace Sightglass.Gateway.Balancing;

/// <summary>Chooses a peer for each try of a request. Called on many threads at once; never waits.</summary>
internal interface IBalancer
{
    /// <summary>The algorithm's name: round-robin, consistent-hashing, least-connections or latency.</summary>
    public string Algorithm { get; }

    /// <summary>Chooses among the peers that are healthy now.</summary>
    public BalancerChoice Next(ref BalancerRequest request);
}

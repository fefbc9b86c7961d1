namespace Sightglass.Gateway.Balancing;

/// <summary>A balancer whose peers change: names resolve anew.</summary>
internal interface IPeerBalancer : IBalancer
{
    /// <summary>Takes over a new set of peers. Called by one thread at a time, while others ask for peers.</summary>
    public void Update(PeerSet peers);
}

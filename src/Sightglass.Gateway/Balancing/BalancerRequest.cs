namespace Sightglass.Gateway.Balancing;

/// <summary>What a balancer must know of one request. Keep it for all tries of the request: it remembers which peers have failed.</summary>
internal struct BalancerRequest
{
    /// <summary>The value of <c>hash_on</c> or else of <c>hash_fallback</c>; null or empty sends the request always to the same peer.</summary>
    public string? HashKey { get; set; }

    /// <summary>Peers that have failed in this request; null until one has.</summary>
    public List<TargetAddress>? Failed { get; private set; }

    /// <summary>Notes that a peer has failed in this request, so that the next try goes elsewhere where the algorithm provides for it.</summary>
    public void AddFailed(TargetAddress address)
    {
        Failed ??= new List<TargetAddress>(4);
        if (!Failed.Contains(address))
        {
            Failed.Add(address);
        }
    }

    /// <summary>Makes the value ready for another request, keeping its memory.</summary>
    public void Reset()
    {
        HashKey = null;
        Failed?.Clear();
    }

    internal readonly bool HasFailed(TargetAddress address) => Failed is { Count: > 0 } failed && failed.Contains(address);
}

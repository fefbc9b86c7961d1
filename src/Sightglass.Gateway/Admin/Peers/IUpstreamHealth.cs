using Sightglass.Gateway.Health;

namespace Sightglass.Gateway.Admin.Peers;

/// <summary>The health of upstreams on this node: to be read, and set by hand.</summary>
internal interface IUpstreamHealth
{
    /// <summary>An upstream's health; null when there is none of that id.</summary>
    public UpstreamHealthReport? Get(Guid upstreamId);

    /// <summary>Sets a target's health until checks say otherwise.</summary>
    /// <param name="upstreamId">The upstream.</param>
    /// <param name="targetId">The target.</param>
    /// <param name="address">One of its addresses, <c>ip</c> or <c>ip:port</c>; null for all.</param>
    /// <param name="healthy">Whether it gets traffic.</param>
    /// <returns>False when there is no such target or address.</returns>
    public bool TrySet(Guid upstreamId, Guid targetId, string? address, bool healthy);
}

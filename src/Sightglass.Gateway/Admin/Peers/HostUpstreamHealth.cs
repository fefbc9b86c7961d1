using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Health;
using Sightglass.Gateway.Hosting;

namespace Sightglass.Gateway.Admin.Peers;

/// <summary>The health of the upstreams that the gateway of this process balances over.</summary>
internal sealed class HostUpstreamHealth(GatewayHost host) : IUpstreamHealth
{
    public UpstreamHealthReport? Get(Guid upstreamId) => Find(upstreamId)?.GetHealth();

    public bool TrySet(Guid upstreamId, Guid targetId, string? address, bool healthy) =>
        Find(upstreamId)?.TrySetHealth(targetId.ToString(), address, healthy) == true;

    private UpstreamState? Find(Guid id) => host.Runtime.Snapshots.Current.Upstreams.All.FirstOrDefault(state => state.Config.Id == id);
}

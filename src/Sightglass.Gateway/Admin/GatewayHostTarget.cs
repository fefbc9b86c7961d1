using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Hosting;

namespace Sightglass.Gateway.Admin;

/// <summary>The gateway of this process.</summary>
internal sealed class GatewayHostTarget(GatewayHost host) : IAdminTarget
{
    public GatewayConfiguration Configuration => host.Configuration;

    public ServerCounters Counters => new(host.Metrics.ConnectionsActive, host.Metrics.ConnectionsAccepted, host.Metrics.Requests, host.Metrics.RequestsActive);

    public Task ApplyAsync(GatewayConfiguration configuration, CancellationToken cancellationToken) =>
        host.ApplyAsync(configuration, cancellationToken);
}

using System.Collections.Immutable;
using Sightglass.Configuration.Entities;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Entities;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Nodes;

namespace Sightglass.Web.Debugger;

/// <summary>
/// What pages show of a control plane beside their own matter. A part that cannot be read is empty here: a trace is worth seeing without
/// the names of its routes.
/// </summary>
internal sealed class PlaneReader(IControlPlanes planes, ICoreEntities entities)
{
    public async Task<GatewayConfiguration> ConfigurationAsync(Principal principal, Guid plane, CancellationToken cancellationToken)
    {
        var result = await entities.GetConfigurationAsync(principal, plane, cancellationToken);
        return result.TryGet(out var configuration, out _) ? configuration : GatewayConfiguration.Empty;
    }

    public async Task<ImmutableArray<Node>> NodesAsync(Principal principal, Guid plane, CancellationToken cancellationToken)
    {
        var result = await planes.ListNodesAsync(principal, plane, cancellationToken);
        return result.TryGet(out var nodes, out _) ? nodes : [];
    }

    public async Task<EntityNames> NamesAsync(Principal principal, Guid plane, CancellationToken cancellationToken) =>
        new(await ConfigurationAsync(principal, plane, cancellationToken), await NodesAsync(principal, plane, cancellationToken));
}

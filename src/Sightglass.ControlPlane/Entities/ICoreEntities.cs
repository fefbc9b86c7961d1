using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;

namespace Sightglass.ControlPlane.Entities;

/// <summary>The configuration of a control plane: services, routes, plugins, consumers, upstreams, certificates and the rest.</summary>
public interface ICoreEntities
{
    /// <summary>A part of a collection, such as <c>services</c>. Secrets are in it as they are.</summary>
    Task<Result<EntityPage>> ListAsync(Principal principal, Guid controlPlaneId, string collection, EntityQuery query, CancellationToken cancellationToken);

    /// <summary>One entity by id or by its unique name.</summary>
    Task<Result<JsonObject>> GetAsync(Principal principal, Guid controlPlaneId, string collection, string idOrName, CancellationToken cancellationToken);

    /// <summary>Everything, as the nodes get it.</summary>
    Task<Result<GatewayConfiguration>> GetConfigurationAsync(Principal principal, Guid controlPlaneId, CancellationToken cancellationToken);
}

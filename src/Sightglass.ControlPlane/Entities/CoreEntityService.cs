using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Storage;

namespace Sightglass.ControlPlane.Entities;

internal sealed class CoreEntityService(IStorage storage, ConfigurationService configuration) : ICoreEntities
{
    public async Task<Result<EntityPage>> ListAsync(
        Principal principal, Guid controlPlaneId, string collection, EntityQuery query, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(principal, Permission.ReadControlPlane, controlPlaneId, cancellationToken);
        if (!opened.TryGet(out var set, out var problem))
        {
            return problem;
        }

        if (EntityPath.Collection(collection) is not { } type)
        {
            return NoCollection(collection);
        }

        var page = set.List(type, new ListQuery { Size = query.Size.ToString(), Offset = query.Offset, Tags = query.Tags });
        return page.Succeeded
            ? new EntityPage([.. page.Items.Select(set.Present)], page.Offset)
            : Problem.BadRequest(page.Error.Message);
    }

    public async Task<Result<JsonObject>> GetAsync(
        Principal principal, Guid controlPlaneId, string collection, string idOrName, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(principal, Permission.ReadControlPlane, controlPlaneId, cancellationToken);
        if (!opened.TryGet(out var set, out var problem))
        {
            return problem;
        }

        if (EntityPath.Collection(collection) is not { } type)
        {
            return NoCollection(collection);
        }

        return set.Find(type, idOrName) is { } entity ? set.Present(entity) : Problem.NotFound($"There is no {type.Singular} '{idOrName}'.");
    }

    public async Task<Result<GatewayConfiguration>> GetConfigurationAsync(Principal principal, Guid controlPlaneId, CancellationToken cancellationToken) =>
        (await OpenAsync(principal, Permission.ReadControlPlane, controlPlaneId, cancellationToken)).TryGet(out var set, out var problem)
            ? GatewayConfigurationBuilder.Build(set)
            : problem;

    /// <summary>The control plane's configuration, if the principal may do that with it.</summary>
    public async Task<Result<EntitySet>> OpenAsync(Principal principal, Permission permission, Guid controlPlaneId, CancellationToken cancellationToken)
    {
        if (!principal.Can(permission, controlPlaneId))
        {
            return Problem.Forbidden($"This needs a role on the control plane, such as {(permission == Permission.ReadControlPlane ? Roles.Viewer : Roles.Admin)}.");
        }

        return await storage.ControlPlanes.FindAsync(controlPlaneId, cancellationToken) is null
            ? Problem.NotFound($"There is no control plane {controlPlaneId}.")
            : await configuration.GetAsync(controlPlaneId, cancellationToken);
    }

    private static Problem NoCollection(string collection) => Problem.NotFound($"There is no collection '{collection}'.");
}

using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Entities;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Nodes;
using Sightglass.Web.Tests.Samples;

namespace Sightglass.Web.Tests.DevHost;

/// <summary>Control planes and their configuration, in memory.</summary>
internal sealed class FakeControlPlanes : IControlPlanes, ICoreEntities
{
    public List<ControlPlaneInfo> Planes { get; } = [];

    public Dictionary<Guid, ImmutableArray<Node>> Nodes { get; } = [];

    public Dictionary<Guid, GatewayConfiguration> Configurations { get; } = [];

    public Task<NumberedPage<ControlPlaneInfo>> ListAsync(Principal principal, ControlPlaneQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new NumberedPage<ControlPlaneInfo>([.. Planes.OrderBy(p => p.Name, StringComparer.Ordinal)], 1, query.Size, Planes.Count));

    public Task<Result<ControlPlaneInfo>> GetAsync(Principal principal, Guid id, CancellationToken cancellationToken) =>
        Task.FromResult<Result<ControlPlaneInfo>>(Planes.FirstOrDefault(p => p.Id == id) is { } plane ? plane : Missing(id));

    public Task<Result<ImmutableArray<Node>>> ListNodesAsync(Principal principal, Guid id, CancellationToken cancellationToken) =>
        Task.FromResult<Result<ImmutableArray<Node>>>(Nodes.GetValueOrDefault(id, []));

    public Task<Result<GatewayConfiguration>> GetConfigurationAsync(Principal principal, Guid controlPlaneId, CancellationToken cancellationToken) =>
        Task.FromResult<Result<GatewayConfiguration>>(Configurations.GetValueOrDefault(controlPlaneId, GatewayConfiguration.Empty));

    public Task<Result<ControlPlaneInfo>> CreateAsync(Principal principal, CreateControlPlane request, CancellationToken cancellationToken) =>
        Task.FromResult<Result<ControlPlaneInfo>>(ReadOnly);

    public Task<Result<ControlPlaneInfo>> PatchAsync(Principal principal, Guid id, PatchControlPlane request, CancellationToken cancellationToken) =>
        Task.FromResult<Result<ControlPlaneInfo>>(ReadOnly);

    public Task<Problem?> DeleteAsync(Principal principal, Guid id, CancellationToken cancellationToken) => Task.FromResult<Problem?>(ReadOnly);

    public Task<Result<EntityPage>> ListAsync(Principal principal, Guid controlPlaneId, string collection, EntityQuery query, CancellationToken cancellationToken) =>
        Task.FromResult<Result<EntityPage>>(new EntityPage([], null));

    public Task<Result<JsonObject>> GetAsync(Principal principal, Guid controlPlaneId, string collection, string idOrName, CancellationToken cancellationToken) =>
        Task.FromResult<Result<JsonObject>>(Missing(controlPlaneId));

    public static FakeControlPlanes CreateDemo(DateTimeOffset now)
    {
        var planes = new FakeControlPlanes();
        planes.Planes.Add(SampleWorld.PlaneInfo(SampleWorld.Plane, "shop", ClusterType.Hybrid, now));
        planes.Planes.Add(SampleWorld.PlaneInfo(SampleWorld.OtherPlane, "cluster-eu", ClusterType.IngressController, now));
        planes.Nodes[SampleWorld.Plane] = SampleWorld.Nodes(now);
        planes.Configurations[SampleWorld.Plane] = SampleWorld.Configuration;
        return planes;
    }

    private static Problem Missing(Guid id) => Problem.NotFound($"There is no control plane {id}.");

    private static Problem ReadOnly => Problem.Forbidden("This host's control planes cannot be changed.");
}

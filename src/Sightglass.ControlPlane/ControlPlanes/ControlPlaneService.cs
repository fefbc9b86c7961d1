using System.Collections.Immutable;
using Sightglass.Cluster.Messages;
using Sightglass.ControlPlane.Audit;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Entities;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Nodes;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.ControlPlanes;

internal sealed class ControlPlaneService(
    IStorage storage,
    ConfigurationService configuration,
    NodeDirectory directory,
    NodeRegistry registry,
    CertificateRegistry certificates,
    SessionCoordinator sessions,
    ClusterEndpoints endpoints,
    AuditLog audit,
    TimeProvider timeProvider) : IControlPlanes
{
    public async Task<NumberedPage<ControlPlaneInfo>> ListAsync(Principal principal, ControlPlaneQuery query, CancellationToken cancellationToken)
    {
        var matching = (await storage.ControlPlanes.ListAsync(cancellationToken))
            .Where(record => principal.Can(Permission.ReadControlPlane, record.Id) && Matches(record, query));
        IOrderedEnumerable<ControlPlaneRecord> sorted = (query.SortBy, query.Descending) switch
        {
            ("name", false) => matching.OrderBy(record => record.Name, StringComparer.OrdinalIgnoreCase),
            ("name", true) => matching.OrderByDescending(record => record.Name, StringComparer.OrdinalIgnoreCase),
            ("updated_at", false) => matching.OrderBy(record => record.UpdatedAt),
            ("updated_at", true) => matching.OrderByDescending(record => record.UpdatedAt),
            (_, false) => matching.OrderBy(record => record.CreatedAt),
            (_, true) => matching.OrderByDescending(record => record.CreatedAt),
        };
        var all = sorted.ThenBy(record => record.Id).ToArray();
        var part = all.Skip((query.Number - 1) * query.Size).Take(query.Size).Select(ToPublic).ToImmutableArray();
        return new NumberedPage<ControlPlaneInfo>(part, query.Number, query.Size, all.Length);
    }

    public async Task<Result<ControlPlaneInfo>> GetAsync(Principal principal, Guid id, CancellationToken cancellationToken) =>
        (await FindAsync(principal, Permission.ReadControlPlane, id, cancellationToken)).TryGet(out var record, out var problem) ? ToPublic(record) : problem;

    public async Task<Result<ControlPlaneInfo>> CreateAsync(Principal principal, CreateControlPlane request, CancellationToken cancellationToken)
    {
        if (!principal.Can(Permission.ManageControlPlane))
        {
            await audit.DeniedAsync(principal, "control-plane.create", null, null, cancellationToken);
            return Problem.Forbidden($"This needs the role {Roles.ControlPlaneAdmin} or {Roles.OrganizationAdmin}.");
        }

        var errors = new InvalidParameters();
        ControlPlaneValidator.Check(request, errors);
        if (errors.ToProblem() is { } invalid)
        {
            return invalid;
        }

        var now = timeProvider.GetUtcNow();
        var record = new ControlPlaneRecord
        {
            // Random, not by time: its first digits are the name under which nodes address it, and those of ids by time are alike.
            Id = Guid.NewGuid(),
            Name = request.Name!,
            Description = request.Description,
            ClusterType = request.ClusterType ?? ClusterType.Hybrid,
            AuthType = request.AuthType ?? AuthType.Pinned,
            CloudGateway = request.CloudGateway,
            ProxyUrls = request.ProxyUrls,
            Labels = request.Labels,
            MaskingRules = MaskingRules.None,
            CreatedAt = now,
            UpdatedAt = now,
        };
        if (!await storage.ControlPlanes.InsertAsync(record, cancellationToken))
        {
            return NameTaken(record.Name);
        }

        await certificates.ReloadAsync(cancellationToken);
        await audit.AccessAsync(principal, "control-plane.create", record.Id, record.Id.ToString(), cancellationToken);
        return ToPublic(record);
    }

    public async Task<Result<ControlPlaneInfo>> PatchAsync(Principal principal, Guid id, PatchControlPlane request, CancellationToken cancellationToken)
    {
        var found = await FindAsync(principal, Permission.ManageControlPlane, id, cancellationToken);
        if (!found.TryGet(out _, out var problem))
        {
            return problem;
        }

        var errors = new InvalidParameters();
        ControlPlaneValidator.Check(request, errors);
        if (errors.ToProblem() is { } invalid)
        {
            return invalid;
        }

        var outcome = await storage.ControlPlanes.UpdateAsync(
            id,
            record => record with
            {
                Name = request.Name ?? record.Name,
                Description = request.Description is null ? record.Description : request.Description.Length == 0 ? null : request.Description,
                AuthType = request.AuthType ?? record.AuthType,
                ProxyUrls = request.ProxyUrls ?? record.ProxyUrls,
                Labels = request.Labels ?? record.Labels,
                UpdatedAt = timeProvider.GetUtcNow(),
            },
            cancellationToken);
        if (outcome.NameTaken)
        {
            return NameTaken(request.Name!);
        }

        if (outcome.Record is null)
        {
            return NoControlPlane(id);
        }

        await certificates.ReloadAsync(cancellationToken);
        await audit.AccessAsync(principal, "control-plane.update", id, id.ToString(), cancellationToken);
        return ToPublic(outcome.Record);
    }

    public async Task<Problem?> DeleteAsync(Principal principal, Guid id, CancellationToken cancellationToken)
    {
        var found = await FindAsync(principal, Permission.ManageControlPlane, id, cancellationToken);
        if (!found.TryGet(out _, out var problem))
        {
            return problem;
        }

        await audit.AccessAsync(principal, "control-plane.delete", id, id.ToString(), cancellationToken);
        await sessions.AbandonAllAsync(id, CancellationToken.None);
        await storage.ControlPlanes.DeleteAsync(id, CancellationToken.None);
        configuration.Forget(id);
        await certificates.ReloadAsync(CancellationToken.None);
        await registry.CloseAsync(id, static _ => true, "the control plane was deleted");
        return null;
    }

    public async Task<Result<ImmutableArray<Node>>> ListNodesAsync(Principal principal, Guid id, CancellationToken cancellationToken) =>
        (await FindAsync(principal, Permission.ReadControlPlane, id, cancellationToken)).TryGet(out _, out var problem)
            ? await directory.ListAsync(id, (await configuration.GetAsync(id, cancellationToken)).Hash, cancellationToken)
            : problem;

    /// <summary>The control plane, if the principal may do that with it.</summary>
    public async Task<Result<ControlPlaneRecord>> FindAsync(Principal principal, Permission permission, Guid id, CancellationToken cancellationToken)
    {
        if (!principal.Can(permission, id))
        {
            return Problem.Forbidden("You have no role on this control plane that allows this.");
        }

        return await storage.ControlPlanes.FindAsync(id, cancellationToken) is { } record ? record : NoControlPlane(id);
    }

    private static Problem NoControlPlane(Guid id) => Problem.NotFound($"There is no control plane {id}.");

    private static Problem NameTaken(string name) => Problem.Conflict($"There is a control plane named '{name}' already.");

    private static bool Matches(ControlPlaneRecord record, ControlPlaneQuery query) =>
        (query.NameEquals is null || record.Name == query.NameEquals)
        && (query.NameNotEquals is null || record.Name != query.NameNotEquals)
        && (query.NameContains is null || record.Name.Contains(query.NameContains, StringComparison.OrdinalIgnoreCase))
        && (query.Ids.IsEmpty || query.Ids.Contains(record.Id))
        && (query.ClusterTypes.IsEmpty || query.ClusterTypes.Contains(record.ClusterType))
        && (query.ClusterTypeNotEquals is null || record.ClusterType != query.ClusterTypeNotEquals)
        && (query.CloudGateway is null || record.CloudGateway == query.CloudGateway)
        && query.Labels.All(label => record.Labels.TryGetValue(label.Key, out var value) && (label.Value is null || label.Value == value));

    private ControlPlaneInfo ToPublic(ControlPlaneRecord record) => new()
    {
        Id = record.Id,
        Name = record.Name,
        Description = record.Description,
        Labels = record.Labels,
        Config = new ControlPlaneConfig
        {
            ControlPlaneEndpoint = endpoints.ControlPlane(record.Id),
            TelemetryEndpoint = endpoints.Telemetry(record.Id),
            ClusterType = record.ClusterType,
            AuthType = record.AuthType,
            CloudGateway = record.CloudGateway,
            ProxyUrls = record.ProxyUrls,
        },
        CreatedAt = record.CreatedAt,
        UpdatedAt = record.UpdatedAt,
    };
}

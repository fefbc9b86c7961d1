using System.Collections.Immutable;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Nodes;

namespace Sightglass.ControlPlane.ControlPlanes;

/// <summary>Control planes and what belongs to them.</summary>
public interface IControlPlanes
{
    /// <summary>The control planes the principal may read.</summary>
    Task<NumberedPage<ControlPlaneInfo>> ListAsync(Principal principal, ControlPlaneQuery query, CancellationToken cancellationToken);

    Task<Result<ControlPlaneInfo>> GetAsync(Principal principal, Guid id, CancellationToken cancellationToken);

    /// <summary>409 when the name is taken.</summary>
    Task<Result<ControlPlaneInfo>> CreateAsync(Principal principal, CreateControlPlane request, CancellationToken cancellationToken);

    Task<Result<ControlPlaneInfo>> PatchAsync(Principal principal, Guid id, PatchControlPlane request, CancellationToken cancellationToken);

    /// <summary>Deletes the control plane with its configuration, certificates, nodes and sessions; null when that is done.</summary>
    Task<Problem?> DeleteAsync(Principal principal, Guid id, CancellationToken cancellationToken);

    /// <summary>Its nodes, those that are online first, then by name.</summary>
    Task<Result<ImmutableArray<Node>>> ListNodesAsync(Principal principal, Guid id, CancellationToken cancellationToken);
}

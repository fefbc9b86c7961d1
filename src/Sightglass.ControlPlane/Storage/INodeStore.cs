using System.Collections.Immutable;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage;

internal interface INodeStore
{
    /// <summary>Those of one control plane, by id.</summary>
    Task<ImmutableArray<NodeRecord>> ListAsync(Guid controlPlaneId, CancellationToken cancellationToken);

    Task<NodeRecord?> FindAsync(Guid controlPlaneId, Guid id, CancellationToken cancellationToken);

    /// <summary>Inserts, or replaces all but the time of creation.</summary>
    Task UpsertAsync(NodeRecord record, CancellationToken cancellationToken);

    /// <summary>Writes down a sign of life.</summary>
    Task TouchAsync(Guid controlPlaneId, Guid id, string configHash, DateTimeOffset at, CancellationToken cancellationToken);

    Task<bool> DeleteAsync(Guid controlPlaneId, Guid id, CancellationToken cancellationToken);
}

using System.Collections.Immutable;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage;

internal interface IControlPlaneStore
{
    /// <summary>All, oldest first.</summary>
    Task<ImmutableArray<ControlPlaneRecord>> ListAsync(CancellationToken cancellationToken);

    Task<ControlPlaneRecord?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>False when the name is taken.</summary>
    Task<bool> InsertAsync(ControlPlaneRecord record, CancellationToken cancellationToken);

    /// <summary>Reads, changes and writes as one step. Null when it is gone; a taken name is said by <see cref="UpdateOutcome{T}.NameTaken"/>.</summary>
    Task<UpdateOutcome<ControlPlaneRecord>> UpdateAsync(Guid id, Func<ControlPlaneRecord, ControlPlaneRecord> change, CancellationToken cancellationToken);

    /// <summary>Deletes it with everything that belongs to it; false when it is gone.</summary>
    Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken);
}

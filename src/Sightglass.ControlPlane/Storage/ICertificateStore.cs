using System.Collections.Immutable;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage;

internal interface ICertificateStore
{
    /// <summary>Those of one control plane, oldest first.</summary>
    Task<ImmutableArray<CertificateRecord>> ListAsync(Guid controlPlaneId, CancellationToken cancellationToken);

    /// <summary>Those of every control plane.</summary>
    Task<ImmutableArray<CertificateRecord>> ListAllAsync(CancellationToken cancellationToken);

    /// <summary>False when the control plane has a certificate with that fingerprint already.</summary>
    Task<bool> InsertAsync(CertificateRecord record, CancellationToken cancellationToken);

    /// <summary>Puts another certificate in the place of one; null when it is gone.</summary>
    Task<UpdateOutcome<CertificateRecord>> UpdateAsync(
        Guid controlPlaneId, Guid id, Func<CertificateRecord, CertificateRecord> change, CancellationToken cancellationToken);

    Task<bool> DeleteAsync(Guid controlPlaneId, Guid id, CancellationToken cancellationToken);
}

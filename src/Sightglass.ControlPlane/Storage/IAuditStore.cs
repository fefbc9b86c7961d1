using System.Collections.Immutable;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage;

internal interface IAuditStore
{
    Task AppendAsync(AuditRecord record, CancellationToken cancellationToken);

    /// <summary>The newest first.</summary>
    Task<ImmutableArray<AuditRecord>> ListAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Deletes what is older; says how many.</summary>
    Task<int> DeleteBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

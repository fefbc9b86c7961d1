using System.Collections.Immutable;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage;

/// <summary>Trace files somebody uploaded to look at.</summary>
internal interface IUploadStore
{
    Task InsertAsync(UploadRecord record, ImmutableArray<TraceRecord> traces, CancellationToken cancellationToken);

    Task<UploadRecord?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>All of an upload, in their order, with their documents.</summary>
    Task<ImmutableArray<TraceRecord>> ListTracesAsync(Guid id, CancellationToken cancellationToken);

    Task<TraceRecord?> FindTraceAsync(Guid id, string requestId, CancellationToken cancellationToken);

    /// <summary>Deletes those that expired; says how many.</summary>
    Task<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

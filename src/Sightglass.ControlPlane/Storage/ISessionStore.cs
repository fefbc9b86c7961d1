using System.Collections.Immutable;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage;

internal interface ISessionStore
{
    /// <summary>
    /// Inserts with its first event, unless <paramref name="maxRunning"/> sessions of the control plane are pending or in progress
    /// already (false).
    /// </summary>
    Task<bool> InsertAsync(SessionRecord record, SessionEventRecord first, int maxRunning, CancellationToken cancellationToken);

    Task<SessionRecord?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>A part of a control plane's sessions that have not expired, and how many there are in all.</summary>
    Task<(ImmutableArray<SessionRecord> Records, int Total)> ListAsync(SessionFilter filter, CancellationToken cancellationToken);

    /// <summary>Sessions of all control planes whose stream is not closed: running, or ended and still taking late traces.</summary>
    Task<ImmutableArray<SessionRecord>> ListOpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads, changes and writes as one step; the events follow the session's last. Null when the session is gone or
    /// <paramref name="change"/> gave null. Counts of traces are the storage's: what the change says of them is not taken over.
    /// </summary>
    Task<SessionRecord?> UpdateAsync(Guid id, Func<SessionRecord, SessionChange?> change, CancellationToken cancellationToken);

    /// <summary>Events after one, in order.</summary>
    Task<ImmutableArray<SessionEventRecord>> ListEventsAsync(Guid id, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes it with events, traces and key; false when it is gone.</summary>
    Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Deletes those that expired, at most <paramref name="limit"/> in one go; says which.</summary>
    Task<ImmutableArray<Guid>> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);
}

using System.Collections.Immutable;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Storage;

internal interface ITraceStore
{
    /// <summary>
    /// Stores traces of a session, each once by its request id, never more than the session's limit, with one event each. What comes when
    /// there is no room counts as dropped; a session that is gone or closed takes nothing.
    /// </summary>
    Task<AppendOutcome> AppendAsync(Guid sessionId, ImmutableArray<TraceRecord> traces, CancellationToken cancellationToken);

    /// <summary>All of a session, newest first, without their documents.</summary>
    Task<ImmutableArray<TraceRecord>> ListItemsAsync(Guid sessionId, CancellationToken cancellationToken);

    /// <summary>Those of a session with one of the request ids, in no order, without their documents.</summary>
    Task<ImmutableArray<TraceRecord>> FindItemsAsync(Guid sessionId, ImmutableArray<string> requestIds, CancellationToken cancellationToken);

    /// <summary>All of a session, oldest first, with their documents, read in parts.</summary>
    IAsyncEnumerable<TraceRecord> ReadAllAsync(Guid sessionId, CancellationToken cancellationToken);

    Task<TraceRecord?> FindAsync(Guid sessionId, string requestId, CancellationToken cancellationToken);
}

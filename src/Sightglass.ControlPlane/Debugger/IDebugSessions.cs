using System.Collections.Immutable;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Identity;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>
/// Debug sessions: the one service behind the API and the web interface. Every method checks the principal's roles (403) and that control
/// plane and session exist and have not expired (404).
/// </summary>
public interface IDebugSessions
{
    /// <summary>Creates and starts. 400 with every invalid field; 409 when no node can do what is asked; 429 over 8 running.</summary>
    Task<Result<DebugSession>> CreateAsync(Principal principal, Guid controlPlaneId, CreateDebugSession request, CancellationToken cancellationToken);

    Task<Result<Page<DebugSession>>> ListAsync(Principal principal, Guid controlPlaneId, DebugSessionQuery query, CancellationToken cancellationToken);

    Task<Result<DebugSession>> GetAsync(Principal principal, Guid controlPlaneId, Guid sessionId, CancellationToken cancellationToken);

    Task<Result<DebugSession>> PatchAsync(Principal principal, Guid controlPlaneId, Guid sessionId, PatchDebugSession request, CancellationToken cancellationToken);

    /// <summary>Ends it early. Does nothing to one that has ended.</summary>
    Task<Result<DebugSession>> StopAsync(Principal principal, Guid controlPlaneId, Guid sessionId, CancellationToken cancellationToken);

    /// <summary>Deletes it with all its data and its key; null when that is done. 409 while it runs, unless forced.</summary>
    Task<Problem?> DeleteAsync(Principal principal, Guid controlPlaneId, Guid sessionId, bool force, CancellationToken cancellationToken);

    /// <summary>
    /// Everything that happened after event <paramref name="after"/> (0: from the start), then what happens, as it happens; ends after the
    /// event with <see cref="SessionEvent.End"/>, or when the session is deleted.
    /// </summary>
    Task<Result<SessionWatch>> WatchAsync(Principal principal, Guid controlPlaneId, Guid sessionId, long after, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<Result<Page<TraceItem>>> ListTracesAsync(Principal principal, Guid controlPlaneId, Guid sessionId, TraceQuery query, CancellationToken cancellationToken);

    Task<Result<CapturedTrace>> GetTraceAsync(Principal principal, Guid controlPlaneId, Guid sessionId, string requestId, CancellationToken cancellationToken);

    /// <summary>All traces of the session, oldest first, to be exported; written down in the audit log.</summary>
    Task<Result<ImmutableArray<CapturedTrace>>> ExportAsync(Principal principal, Guid controlPlaneId, Guid sessionId, CancellationToken cancellationToken);

    Task<Result<SessionSummary>> SummarizeAsync(Principal principal, Guid controlPlaneId, Guid sessionId, CancellationToken cancellationToken);

    /// <summary>Reads a sampling rule without starting anything: every fault in it, with its position.</summary>
    ImmutableArray<InvalidParameter> CheckExpression(string expression);
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sightglass.Cluster.Messages;
using Sightglass.ControlPlane.Nodes;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>Keeps the sessions that run, or still take late traces, and brings them together with nodes as these come and go.</summary>
internal sealed class SessionCoordinator : IDisposable
{
    private readonly ConcurrentDictionary<Guid, RunningSession> _sessions = new();
    private readonly SessionContext _context;

    public SessionCoordinator(
        IStorage storage, NodeRegistry nodes, SessionSignals signals, SessionSettings settings, TimeProvider timeProvider, ILogger<SessionCoordinator> logger) =>
        _context = new SessionContext
        {
            Sessions = storage.Sessions,
            Nodes = nodes,
            Signals = signals,
            Settings = settings,
            TimeProvider = timeProvider,
            Logger = logger,
            Closed = Forget,
        };

    /// <summary>Goes on with the sessions that were open when the control plane stopped.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        foreach (var record in await _context.Sessions.ListOpenAsync(cancellationToken))
        {
            await BeginAsync(record, cancellationToken);
        }
    }

    /// <summary>Starts a session that is in the storage already. Returns when the nodes that are connected have answered, or have not in time.</summary>
    public Task BeginAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        var session = new RunningSession(_context, record);
        _sessions[session.Id] = session;
        return session.BeginAsync(cancellationToken);
    }

    /// <summary>Sessions of a control plane that nodes are to capture for.</summary>
    public ImmutableArray<Guid> Active(Guid controlPlaneId) =>
        [.. _sessions.Values.Where(session => session.ControlPlaneId == controlPlaneId && session.IsRunning).Select(session => session.Id)];

    /// <summary>A node is connected and ready.</summary>
    public Task NodeJoinedAsync(ConnectedNode node, CancellationToken cancellationToken) =>
        Task.WhenAll(Of(node.ControlPlaneId).Select(session => session.JoinAsync(node, cancellationToken)));

    public Task NodeLeftAsync(ConnectedNode node, CancellationToken cancellationToken) =>
        Task.WhenAll(Of(node.ControlPlaneId).Select(session => session.LeaveAsync(node.Id, cancellationToken)));

    /// <summary>What a node says of its sessions. A session that is none is stopped there.</summary>
    public async Task ProgressAsync(ConnectedNode node, ImmutableArray<SessionProgress> sessions, CancellationToken cancellationToken)
    {
        foreach (var progress in sessions)
        {
            if (_sessions.TryGetValue(progress.Id, out var session) && session.ControlPlaneId == node.ControlPlaneId)
            {
                await session.ProgressAsync(node, progress, cancellationToken);
            }
            else if (progress.State != SessionNodeState.Draining)
            {
                await TryStopAsync(node, progress.Id, cancellationToken);
            }
        }
    }

    public Task NodeEndedAsync(ConnectedNode node, SessionEndedParams ended, CancellationToken cancellationToken) =>
        _sessions.TryGetValue(ended.SessionId, out var session) && session.ControlPlaneId == node.ControlPlaneId
            ? session.NodeEndedAsync(node.Id, ended.Recorded, ended.Dropped, cancellationToken)
            : Task.CompletedTask;

    /// <summary>Traces were stored.</summary>
    public async Task StoredAsync(Guid sessionId, AppendOutcome outcome, CancellationToken cancellationToken)
    {
        _context.Signals.Raise(sessionId);
        if (outcome.LimitReached && _sessions.TryGetValue(sessionId, out var session))
        {
            // The nodes are told meanwhile: the upload that brought the last trace is not to wait for them.
            await session.EndAsync(SessionState.Completed, EndReason.MaxTraces, cancellationToken);
        }
    }

    /// <summary>
    /// Stops a session by hand; does nothing to one that has ended. Returns when the nodes that are connected record no more for it, or have
    /// not answered in time.
    /// </summary>
    public async Task StopAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        if (_sessions.TryGetValue(sessionId, out var session))
        {
            var (_, nodesTold) = await session.EndAsync(SessionState.Cancelled, EndReason.Stopped, cancellationToken);
            await nodesTold;
        }
    }

    /// <summary>Lets go of a session that is about to be deleted.</summary>
    public async Task AbandonAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        if (_sessions.TryRemove(sessionId, out var session))
        {
            await session.AbandonAsync(cancellationToken);
            session.Dispose();
        }
    }

    /// <summary>Lets go of every session of a control plane that is about to be deleted.</summary>
    public Task AbandonAllAsync(Guid controlPlaneId, CancellationToken cancellationToken) =>
        Task.WhenAll(Of(controlPlaneId).Select(session => AbandonAsync(session.Id, cancellationToken)));

    public void Dispose()
    {
        foreach (var session in _sessions.Values)
        {
            session.Dispose();
        }
    }

    /// <summary>Tries once; the node says with its next heartbeat if it still has the session.</summary>
    private async Task TryStopAsync(ConnectedNode node, Guid sessionId, CancellationToken cancellationToken)
    {
        try
        {
            await node.StopSessionAsync(sessionId, "unknown", cancellationToken);
        }
        catch (Exception e) when (ConnectedNode.IsNodeFailure(e))
        {
            _context.Logger.NodeNotReached(sessionId, node.Id, e.Message);
        }
    }

    private IEnumerable<RunningSession> Of(Guid controlPlaneId) => _sessions.Values.Where(session => session.ControlPlaneId == controlPlaneId);

    private void Forget(RunningSession session)
    {
        _sessions.TryRemove(session.Id, out _);
        session.Dispose();
    }
}

using System.Collections.Immutable;
using Sightglass.Cluster.Messages;
using Sightglass.ControlPlane.Nodes;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>
/// A session from its creation until nothing more comes for it. All that changes it goes through one gate, one after the other; nodes are
/// called outside the gate, so that a slow one holds up nobody.
/// </summary>
internal sealed partial class RunningSession : IDisposable
{
    private readonly SessionContext _context;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly Dictionary<Guid, SessionNode> _nodes = [];
    private readonly Dictionary<Guid, DateTimeOffset> _lostAt = [];
    private readonly ShareLedger _shares;
    private readonly ITimer _timer;
    private readonly DebugSession _created;
    private volatile SessionState _state;
    private EndReason? _endReason;
    private DateTimeOffset? _startedAt;
    private DateTimeOffset? _endedAt;
    private DateTimeOffset _due;
    private bool _closed;

    public RunningSession(SessionContext context, SessionRecord record)
    {
        _context = context;
        ControlPlaneId = record.ControlPlaneId;
        _created = record.Session;
        _state = _created.State;
        _endReason = _created.EndReason;
        _startedAt = _created.StartedAt;
        _endedAt = _created.EndedAt;
        _shares = new ShareLedger(_created.MaxTraces);
        foreach (var node in record.Nodes)
        {
            // Kept from before a restart: until it says hello again, it is not connected.
            _nodes[node.Id] = node.State == DataPlaneNodeState.Active ? node with { State = DataPlaneNodeState.Disconnected } : node;
            _shares.Restore(node.Id, node.Share, node.Recorded);
            _lostAt[node.Id] = context.TimeProvider.GetUtcNow();
        }

        _timer = context.TimeProvider.CreateTimer(static self => ((RunningSession)self!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Guid Id => _created.Id;

    public Guid ControlPlaneId { get; }

    /// <summary>Whether nodes are to capture for it.</summary>
    public bool IsRunning => _state is SessionState.Pending or SessionState.InProgress;

    private DateTimeOffset Now => _context.TimeProvider.GetUtcNow();

    /// <summary>When the session ends by its duration, as far as that is known.</summary>
    private DateTimeOffset Deadline => (_startedAt ?? Now) + TimeSpan.FromSeconds(_created.DurationSeconds);

    /// <summary>Begins, or goes on after a restart: sets the clock and asks the nodes that are there.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        var joining = ImmutableArray<(ConnectedNode Node, SessionSpec Spec)>.Empty;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            Schedule(_state switch
            {
                SessionState.Pending => _created.CreatedAt + _context.Settings.ConfirmTimeout,
                SessionState.InProgress => Deadline,
                _ => Now + _context.Settings.DrainTime,
            });
            if (IsRunning)
            {
                joining = await TakeUpAsync(_context.Nodes.Of(ControlPlaneId), cancellationToken);
            }
        }
        finally
        {
            _gate.Release();
        }

        await AskAsync(joining);
    }

    /// <summary>A node came, or came back.</summary>
    public async Task JoinAsync(ConnectedNode node, CancellationToken cancellationToken)
    {
        ImmutableArray<(ConnectedNode Node, SessionSpec Spec)> joining;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!IsRunning)
            {
                return;
            }

            joining = await TakeUpAsync([node], cancellationToken);
        }
        finally
        {
            _gate.Release();
        }

        await AskAsync(joining);
        if (joining is [var (_, spec)] && spec.TraceShare == 0)
        {
            // It came when everything was given out; others may have more than they use.
            await RebalanceAsync(node);
        }
    }

    /// <summary>A node's connection ended. It may go on recording by its own clock, so its share stays its own.</summary>
    public async Task LeaveAsync(Guid nodeId, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_nodes.TryGetValue(nodeId, out var node) && node.State is DataPlaneNodeState.Active or DataPlaneNodeState.Pending)
            {
                _lostAt[nodeId] = Now;
                await SetNodeAsync(node with { State = DataPlaneNodeState.Disconnected, Detail = "The connection is lost." }, cancellationToken);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>
    /// Ends the session, unless it has ended; false then. The task that comes with it completes when the nodes that are there have been told.
    /// </summary>
    public async Task<(bool Ended, Task NodesTold)> EndAsync(SessionState state, EndReason reason, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!IsRunning)
            {
                return (false, Task.CompletedTask);
            }

            _state = state;
            _endReason = reason;
            _endedAt = Now;
            await SaveAsync(null, cancellationToken);
            _context.Logger.SessionEnded(Id, state, reason);
        }
        finally
        {
            _gate.Release();
        }

        return (true, StopNodesAsync(reason switch
        {
            EndReason.Duration => "duration",
            EndReason.MaxTraces => "max_traces",
            _ => "stopped",
        }));
    }

    /// <summary>The session was deleted: nodes stop, and nothing is written any more.</summary>
    public async Task AbandonAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _closed = true;
            if (IsRunning)
            {
                _state = SessionState.Cancelled;
            }
        }
        finally
        {
            _gate.Release();
        }

        await _ended.CancelAsync();
        foreach (var node in _context.Nodes.Of(ControlPlaneId).Where(node => Involves(node.Id)))
        {
            await TryStopAsync(node, "deleted");
        }
    }

    /// <summary>Whether the session was ever for this node. Settled at creation, so it needs no gate.</summary>
    private bool Involves(Guid nodeId) => _created.DataPlaneNodeIds.IsEmpty || _created.DataPlaneNodeIds.Contains(nodeId);

    public void Dispose()
    {
        // The source is not disposed: calls to nodes that are on their way still look at its token.
        _timer.Dispose();
        _ended.Cancel();
    }
}

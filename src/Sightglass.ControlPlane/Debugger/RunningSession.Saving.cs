using System.Collections.Immutable;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Debugger;

// What is written down, and when. Everything here runs inside the gate.
internal sealed partial class RunningSession
{
    private void OnTimer() => _ = OnTimerAsync();

    private async Task OnTimerAsync()
    {
        try
        {
            await _gate.WaitAsync();
            SessionState state;
            try
            {
                if (_closed)
                {
                    return;
                }

                if (Now < _due)
                {
                    // Timers may be a little early.
                    Schedule(_due);
                    return;
                }

                state = _state;
                if (!IsRunning)
                {
                    await CloseAsync();
                    return;
                }
            }
            finally
            {
                _gate.Release();
            }

            var (_, nodesTold) = state == SessionState.Pending
                ? await EndAsync(SessionState.TimedOut, EndReason.NoNodes, CancellationToken.None)
                : await EndAsync(SessionState.Completed, EndReason.Duration, CancellationToken.None);
            await nodesTold;
        }
        catch (Exception e)
        {
            // Storage that does not answer now may in a while; without another try the session would never end.
            _context.Logger.SessionUpdateFailed(e, Id);
            _timer.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        }
    }

    private void Schedule(DateTimeOffset due)
    {
        _due = due;
        var wait = due - Now;
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private Task SetNodeAsync(SessionNode node, CancellationToken cancellationToken)
    {
        _nodes[node.Id] = node;
        return SaveNodesAsync([node.ToPublic()], cancellationToken);
    }

    /// <summary>Writes the nodes down and tells of those that changed.</summary>
    private Task SaveNodesAsync(ImmutableArray<DataPlaneNode> changed, CancellationToken cancellationToken) =>
        WriteAsync(record => new SessionChange(record with { Nodes = Snapshot() }, [.. changed.Select(SessionEvents.Node)]), cancellationToken);

    /// <summary>Writes everything down and tells of the session's new state, after that of the node that brought it about.</summary>
    private Task SaveAsync(DataPlaneNode? node, CancellationToken cancellationToken) => WriteAsync(
        record =>
        {
            var nodes = Snapshot();
            var next = record.Session with
            {
                State = _state,
                EndReason = _endReason,
                StartedAt = _startedAt,
                EndedAt = _endedAt,
                DataPlaneNodes = [.. nodes.Select(item => item.ToPublic())],
            };
            ImmutableArray<SessionEventRecord> events = node is null ? [SessionEvents.Session(next)] : [SessionEvents.Node(node), SessionEvents.Session(next)];
            return new SessionChange(record with { Session = next, Nodes = nodes }, events);
        },
        cancellationToken);

    /// <summary>Closes when no node can have anything left to deliver.</summary>
    private Task CloseIfDrainedAsync() =>
        IsRunning || _nodes.Values.Any(node => node.State is DataPlaneNodeState.Active or DataPlaneNodeState.Disconnected or DataPlaneNodeState.Pending)
            ? Task.CompletedTask
            : CloseAsync();

    private async Task CloseAsync()
    {
        if (_closed)
        {
            return;
        }

        await WriteAsync(
            record => new SessionChange(record with { Closed = true, Nodes = Snapshot() }, [SessionEvents.End(_endReason ?? EndReason.Error)]),
            CancellationToken.None);
        _closed = true;
        _context.Closed(this);
    }

    private async Task WriteAsync(Func<SessionRecord, SessionChange> change, CancellationToken cancellationToken)
    {
        if (_closed)
        {
            return;
        }

        await _context.Sessions.UpdateAsync(Id, change, cancellationToken);
        _context.Signals.Raise(Id);
    }

    private ImmutableArray<SessionNode> Snapshot() =>
        [.. _nodes.Values.OrderBy(node => node.Id).Select(node => node with { Share = _shares.Share(node.Id) })];
}

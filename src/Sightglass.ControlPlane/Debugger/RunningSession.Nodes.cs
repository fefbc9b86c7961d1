using System.Collections.Immutable;
using Sightglass.Cluster.Messages;
using Sightglass.ControlPlane.Nodes;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Debugger;

// What is said to nodes and by them.
internal sealed partial class RunningSession
{
    /// <summary>What a node says of the session in a heartbeat. One that has used its share up gets more, if there is any, a moment later.</summary>
    public async Task ProgressAsync(ConnectedNode node, SessionProgress progress, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_nodes.TryGetValue(node.Id, out var known))
            {
                return;
            }

            _shares.Report(node.Id, progress.Recorded);
            if (known.Recorded != progress.Recorded || known.Dropped != progress.Dropped)
            {
                _nodes[node.Id] = known with { Recorded = progress.Recorded, Dropped = progress.Dropped };
                await SaveNodesAsync([], cancellationToken);
            }
        }
        finally
        {
            _gate.Release();
        }

        if (IsRunning && progress.State == SessionNodeState.Exhausted)
        {
            // Beside the heartbeat: others may have to be asked, and the answer to a heartbeat is a sign of life that must not wait for them.
            _ = RebalanceAsync(node);
        }
    }

    /// <summary>The node's last word: it records no more, and everything it had was delivered.</summary>
    public async Task NodeEndedAsync(Guid nodeId, int recorded, int dropped, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await MarkEndedAsync(nodeId, recorded, dropped, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Decides who of the nodes takes part, with which share. Inside the gate.</summary>
    private async Task<ImmutableArray<(ConnectedNode Node, SessionSpec Spec)>> TakeUpAsync(IEnumerable<ConnectedNode> nodes, CancellationToken cancellationToken)
    {
        var wanted = nodes.Where(node => _created.DataPlaneNodeIds.IsEmpty || _created.DataPlaneNodeIds.Contains(node.Id)).ToArray();
        var able = wanted.Where(node => SessionRequirements.Missing(_created.Capture, node.Capabilities) is null).ToArray();
        _shares.Open([.. able.Where(node => !_shares.Has(node.Id)).Select(node => node.Id)]);

        var told = ImmutableArray.CreateBuilder<DataPlaneNode>();
        foreach (var node in wanted)
        {
            var missing = SessionRequirements.Missing(_created.Capture, node.Capabilities);
            var entry = (_nodes.GetValueOrDefault(node.Id) ?? new SessionNode { Id = node.Id, Version = node.Version, State = DataPlaneNodeState.Pending }) with
            {
                Version = node.Version,
                State = missing is null ? DataPlaneNodeState.Pending : DataPlaneNodeState.Unsupported,
                Detail = missing,
            };
            _nodes[node.Id] = entry;
            told.Add(entry.ToPublic());
        }

        if (wanted.Length > 0)
        {
            await SaveNodesAsync(told.ToImmutable(), cancellationToken);
        }

        return [.. able.Select(node => (node, Spec(node)))];
    }

    private SessionSpec Spec(ConnectedNode node) => new()
    {
        Id = Id,
        RouteIds = _created.Sampling.RouteIds,
        ServiceIds = _created.Sampling.ServiceIds,
        Expression = _created.Sampling.Expression,
        Rate = _created.Sampling.Rate,
        Lookback = _created.Lookback && SessionRequirements.LooksBack(node.Capabilities),
        Capture = _created.Capture,
        MaskingRules = _created.MaskingRules,
        EndsInMs = Math.Max(1, (long)(Deadline - Now).TotalMilliseconds),
        TraceShare = _shares.Share(node.Id),
    };

    /// <summary>Asks the nodes, all at once, and notes what each says.</summary>
    private Task AskAsync(ImmutableArray<(ConnectedNode Node, SessionSpec Spec)> joining) =>
        Task.WhenAll(joining.Select(pair => AskAsync(pair.Node, pair.Spec)));

    private async Task AskAsync(ConnectedNode node, SessionSpec spec)
    {
        try
        {
            var (state, detail) = await StartOnAsync(node, spec);
            await _gate.WaitAsync(_ended.Token);
            try
            {
                if (IsRunning)
                {
                    await AnsweredAsync(_nodes[node.Id] with { State = state, Detail = detail });
                    return;
                }
            }
            finally
            {
                _gate.Release();
            }

            // The session ended while the node was making up its mind.
            await TryStopAsync(node, "stopped");
        }
        catch (OperationCanceledException)
        {
            // The session is gone.
        }
        catch (Exception e)
        {
            _context.Logger.SessionUpdateFailed(e, Id);
        }
    }

    private async Task<(DataPlaneNodeState State, string? Detail)> StartOnAsync(ConnectedNode node, SessionSpec spec)
    {
        try
        {
            var answer = await node.StartSessionAsync(spec, _ended.Token);
            return answer.Accepted ? (DataPlaneNodeState.Active, NoLookback(node)) : (DataPlaneNodeState.Refused, answer.Reason ?? "The node gave no reason.");
        }
        catch (Exception e) when (ConnectedNode.IsNodeFailure(e))
        {
            return node.Connection.Closed.IsCompleted
                ? (DataPlaneNodeState.Disconnected, "The connection is lost.")
                : (DataPlaneNodeState.Refused, e.Message);
        }
    }

    /// <summary>What a node that takes part cannot do of what was asked for, in words; null when it can do everything.</summary>
    private string? NoLookback(ConnectedNode node) => _created.Lookback && !SessionRequirements.LooksBack(node.Capabilities)
        ? "Records from now on only: the node keeps no finished requests (debug_lookback)."
        : null;

    /// <summary>Inside the gate: the first node that captures starts the session; when all there are refuse, it fails.</summary>
    private async Task AnsweredAsync(SessionNode node)
    {
        if (node.State == DataPlaneNodeState.Active && _state == SessionState.Pending)
        {
            _state = SessionState.InProgress;
            _startedAt = Now;
            Schedule(Deadline);
            _nodes[node.Id] = node;
            await SaveAsync(node.ToPublic(), CancellationToken.None);
            _context.Logger.SessionStarted(Id, (_startedAt.Value - _created.CreatedAt).TotalMilliseconds);
            return;
        }

        if (node.State != DataPlaneNodeState.Active)
        {
            _context.Logger.NodeDoesNotTakePart(Id, node.Id, node.Detail ?? "");
            if (node.State == DataPlaneNodeState.Refused)
            {
                _shares.Close(node.Id);
            }
        }

        await SetNodeAsync(node, CancellationToken.None);
        if (_state == SessionState.Pending
            && _nodes.Values.Any(other => other.State == DataPlaneNodeState.Refused)
            && _nodes.Values.All(other => other.State is DataPlaneNodeState.Refused or DataPlaneNodeState.Unsupported))
        {
            _state = SessionState.Failed;
            _endReason = EndReason.Error;
            _endedAt = Now;
            await SaveAsync(null, CancellationToken.None);
            await CloseAsync();
            _context.Logger.SessionEnded(Id, _state, EndReason.Error);
        }
    }

    private async Task StopNodesAsync(string reason)
    {
        try
        {
            var nodes = _context.Nodes.Of(ControlPlaneId);
            var answers = await Task.WhenAll(nodes.Where(node => Involves(node.Id)).Select(async node => (node.Id, Counts: await TryStopAsync(node, reason))));
            await _gate.WaitAsync();
            try
            {
                Schedule(Now + _context.Settings.DrainTime);
                foreach (var (id, counts) in answers)
                {
                    // One that still has something to deliver says so itself when it is done.
                    if (counts is { Pending: 0 })
                    {
                        await MarkEndedAsync(id, counts.Recorded, counts.Dropped, CancellationToken.None);
                    }
                }

                await CloseIfDrainedAsync();
            }
            finally
            {
                _gate.Release();
            }
        }
        catch (Exception e)
        {
            _context.Logger.SessionUpdateFailed(e, Id);
        }
    }

    /// <summary>Inside the gate.</summary>
    private async Task MarkEndedAsync(Guid nodeId, int recorded, int dropped, CancellationToken cancellationToken)
    {
        if (!_nodes.TryGetValue(nodeId, out var node) || node.State is DataPlaneNodeState.Ended or DataPlaneNodeState.Unsupported or DataPlaneNodeState.Refused)
        {
            return;
        }

        // A node that was asked and never knew the session answers with zeros; what it said before is not unsaid.
        _shares.Report(nodeId, Math.Max(recorded, node.Recorded));
        _shares.Close(nodeId);
        await SetNodeAsync(
            node with
            {
                State = DataPlaneNodeState.Ended,
                Detail = null,
                Recorded = Math.Max(recorded, node.Recorded),
                Dropped = Math.Max(dropped, node.Dropped),
            },
            cancellationToken);
        await CloseIfDrainedAsync();
    }

    private async Task<SessionStopResult?> TryStopAsync(ConnectedNode node, string reason)
    {
        try
        {
            return await node.StopSessionAsync(Id, reason, CancellationToken.None);
        }
        catch (Exception e) when (ConnectedNode.IsNodeFailure(e))
        {
            _context.Logger.NodeNotReached(Id, node.Id, e.Message);
            return null;
        }
    }
}

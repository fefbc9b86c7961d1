using Sightglass.Cluster.Messages;
using Sightglass.ControlPlane.Nodes;

namespace Sightglass.ControlPlane.Debugger;

// How the trace limit moves between nodes.
internal sealed partial class RunningSession
{
    /// <summary>
    /// Held while shares move. A node is told of each of its shares before the next is decided, so that no older word can overtake a newer one
    /// and leave it with more than it is counted with.
    /// </summary>
    private readonly SemaphoreSlim _sharing = new(1, 1);

    /// <summary>
    /// Gives what is free to a node that has used its share up, asking others to give back half of what they do not use. Does nothing when
    /// there is nothing.
    /// </summary>
    private async Task RebalanceAsync(ConnectedNode needy)
    {
        try
        {
            await _sharing.WaitAsync(_ended.Token);
            try
            {
                await GiveMoreAsync(needy);
            }
            finally
            {
                _sharing.Release();
            }
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

    private async Task GiveMoreAsync(ConnectedNode needy)
    {
        var (active, exhausted, share) = await InGateAsync(() => (IsRunning && IsActive(needy.Id), _shares.IsExhausted(needy.Id), _shares.Share(needy.Id)));
        if (!active)
        {
            return;
        }

        if (!exhausted)
        {
            // It got more meanwhile; said once more in case the word was lost.
            await TryShareAsync(needy, share);
            return;
        }

        if (await GrantAsync(needy))
        {
            return;
        }

        foreach (var (donorId, keep) in await InGateAsync(Donors))
        {
            if (_context.Nodes.Find(ControlPlaneId, donorId) is { } donor && await TryShareAsync(donor, keep) is { } answer)
            {
                await InGateAsync(() =>
                {
                    _shares.GaveBack(donorId, answer.TraceShare, answer.Recorded);
                    return true;
                });
                if (await GrantAsync(needy))
                {
                    return;
                }
            }
        }

        IReadOnlyList<(Guid Node, int Keep)> Donors() => [.. _shares.Donors(needy.Id).Where(donor => IsActive(donor.Node))];
    }

    /// <summary>Gives the node what is free and tells it; false when nothing is.</summary>
    private async Task<bool> GrantAsync(ConnectedNode node)
    {
        var share = 0;
        await _gate.WaitAsync(_ended.Token);
        try
        {
            FreeSharesOfTheLost();
            if (_shares.Grant(node.Id) == 0)
            {
                return false;
            }

            share = _shares.Share(node.Id);
            await SaveNodesAsync([], _ended.Token);
        }
        finally
        {
            _gate.Release();
        }

        await TryShareAsync(node, share);
        return true;
    }

    /// <summary>
    /// A node that lost its connection may go on recording, so its share stays its own until it has been away for so long that it counts as
    /// offline. If it comes back with more after that, the storage still keeps no more than the limit. Inside the gate.
    /// </summary>
    private void FreeSharesOfTheLost()
    {
        foreach (var (id, lostAt) in _lostAt)
        {
            if (_nodes[id].State == DataPlaneNodeState.Disconnected && Now - lostAt >= _context.Settings.OfflineAfter)
            {
                _shares.Close(id);
            }
        }
    }

    /// <summary>Whether the node has confirmed the session: before, a word about its share could reach it ahead of the session. Inside the gate.</summary>
    private bool IsActive(Guid nodeId) => _nodes.TryGetValue(nodeId, out var node) && node.State == DataPlaneNodeState.Active;

    private async Task<T> InGateAsync<T>(Func<T> work)
    {
        await _gate.WaitAsync(_ended.Token);
        try
        {
            return work();
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<SessionShareResult?> TryShareAsync(ConnectedNode node, int share)
    {
        try
        {
            return await node.SetShareAsync(Id, share, _ended.Token);
        }
        catch (Exception e) when (ConnectedNode.IsNodeFailure(e))
        {
            _context.Logger.NodeNotReached(Id, node.Id, e.Message);
            return null;
        }
    }
}

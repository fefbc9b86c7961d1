using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Sightglass.ControlPlane.Nodes;

/// <summary>The nodes that are connected here and ready to be told things.</summary>
internal sealed class NodeRegistry
{
    private readonly ConcurrentDictionary<(Guid ControlPlaneId, Guid NodeId), ConnectedNode> _nodes = new();

    public ImmutableArray<ConnectedNode> Of(Guid controlPlaneId) =>
        [.. _nodes.Values.Where(node => node.ControlPlaneId == controlPlaneId).OrderBy(node => node.Id)];

    public ConnectedNode? Find(Guid controlPlaneId, Guid nodeId) => _nodes.GetValueOrDefault((controlPlaneId, nodeId));

    /// <summary>Takes the node up; says which connection of the same node it replaced.</summary>
    public ConnectedNode? Add(ConnectedNode node)
    {
        ConnectedNode? replaced = null;
        _nodes.AddOrUpdate(
            (node.ControlPlaneId, node.Id),
            node,
            (_, before) =>
            {
                replaced = before;
                return node;
            });
        return replaced;
    }

    /// <summary>Drops the node, unless another connection of it took its place. False when it had.</summary>
    public bool Remove(ConnectedNode node) => _nodes.TryRemove(KeyValuePair.Create((node.ControlPlaneId, node.Id), node));

    /// <summary>Closes the connections of a control plane's nodes that are meant.</summary>
    public Task CloseAsync(Guid controlPlaneId, Func<ConnectedNode, bool> which, string reason) =>
        Task.WhenAll(Of(controlPlaneId).Where(which).Select(node => node.Connection.CloseAsync(reason)));

    public Task CloseAllAsync(string reason) => Task.WhenAll(_nodes.Values.Select(node => node.Connection.CloseAsync(reason)));
}

using System.Collections.Immutable;
using Sightglass.ControlPlane.Storage;
using Sightglass.ControlPlane.Storage.Records;

namespace Sightglass.ControlPlane.Nodes;

/// <summary>The nodes a control plane has seen, connected or not.</summary>
internal sealed class NodeDirectory(IStorage storage, NodeRegistry registry, TimeProvider timeProvider, TimeSpan heartbeat)
{
    /// <summary>Writes the node down; false when its control plane is gone.</summary>
    public async Task<bool> SayHelloAsync(ConnectedNode node, CancellationToken cancellationToken)
    {
        if (await storage.ControlPlanes.FindAsync(node.ControlPlaneId, cancellationToken) is null)
        {
            return false;
        }

        var now = timeProvider.GetUtcNow();
        await storage.Nodes.UpsertAsync(
            new NodeRecord
            {
                Id = node.Id,
                ControlPlaneId = node.ControlPlaneId,
                Hostname = node.Hostname,
                Version = node.Version,
                Capabilities = node.Capabilities,
                ConfigHash = node.ConfigHash,
                LastPing = now,
                CreatedAt = now,
                UpdatedAt = now,
            },
            cancellationToken);
        return true;
    }

    public Task TouchAsync(ConnectedNode node, CancellationToken cancellationToken) =>
        storage.Nodes.TouchAsync(node.ControlPlaneId, node.Id, node.ConfigHash, timeProvider.GetUtcNow(), cancellationToken);

    /// <summary>All of a control plane, those that are online first, then by host name.</summary>
    public async Task<ImmutableArray<Node>> ListAsync(Guid controlPlaneId, string expectedHash, CancellationToken cancellationToken) =>
    [
        .. (await storage.Nodes.ListAsync(controlPlaneId, cancellationToken))
            .Select(record => ToPublic(record, expectedHash))
            .OrderByDescending(node => node.Online)
            .ThenBy(node => node.Hostname, StringComparer.Ordinal)
            .ThenBy(node => node.Id),
    ];

    public Node ToPublic(NodeRecord record, string expectedHash) => new()
    {
        Id = record.Id,
        Hostname = record.Hostname,
        Version = record.Version,
        Capabilities = record.Capabilities,
        ConfigHash = record.ConfigHash,
        LastPing = record.LastPing,
        CreatedAt = record.CreatedAt,
        UpdatedAt = record.UpdatedAt,
        Online = timeProvider.GetUtcNow() - record.LastPing < heartbeat * 3,
        ConfigErrors = registry.Find(record.ControlPlaneId, record.Id)?.ConfigErrors ?? [],
        InSync = record.ConfigHash == expectedHash,
    };
}

using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sightglass.Cluster;
using Sightglass.Cluster.Messages;
using Sightglass.ControlPlane.Nodes;

namespace Sightglass.ControlPlane.Entities;

/// <summary>Brings nodes to the configuration they are to serve by. Changes that come while a node is busy with one are sent as one.</summary>
internal sealed class ConfigurationPusher
{
    /// <summary>A node may have much to build.</summary>
    private static readonly TimeSpan ApplyTimeout = TimeSpan.FromSeconds(60);

    private readonly ConfigurationService _configuration;
    private readonly NodeRegistry _nodes;
    private readonly ILogger<ConfigurationPusher> _logger;
    private readonly ConcurrentDictionary<ConnectedNode, SemaphoreSlim> _pushing = new();

    public ConfigurationPusher(ConfigurationService configuration, NodeRegistry nodes, ILogger<ConfigurationPusher> logger)
    {
        _configuration = configuration;
        _nodes = nodes;
        _logger = logger;
        configuration.Changed = PushToAll;
    }

    /// <summary>Sends the configuration if the node has another. What the node refuses is logged and not sent again until it changes.</summary>
    public async Task PushAsync(ConnectedNode node, CancellationToken cancellationToken)
    {
        var gate = _pushing.GetOrAdd(node, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            var set = await _configuration.GetAsync(node.ControlPlaneId, cancellationToken);
            if (node.ConfigHash == set.Hash)
            {
                return;
            }

            using var document = JsonDocument.Parse(set.ToDeclarative().ToJsonString());
            var update = new ConfigUpdateParams { Hash = set.Hash, Config = document.RootElement };
            var result = await node.Connection.CallAsync(ClusterMethods.ConfigUpdate, update, ApplyTimeout, cancellationToken);
            node.ConfigHash = result.Hash;
            node.ConfigErrors = result.Errors;
            if (result.Errors.IsEmpty)
            {
                _logger.ConfigApplied(node.Id, result.Hash);
            }
            else
            {
                _logger.ConfigRefused(node.Id, set.Hash, string.Join("; ", result.Errors.Take(10).Select(error => $"{error.Path}: {error.Message}")));
            }
        }
        catch (Exception e) when (ConnectedNode.IsNodeFailure(e))
        {
            _logger.ConfigNotSent(node.Id, e.Message);
        }
        finally
        {
            gate.Release();
            if (node.Connection.Closed.IsCompleted)
            {
                _pushing.TryRemove(node, out _);
            }
        }
    }

    private void PushToAll(Guid controlPlaneId)
    {
        foreach (var node in _nodes.Of(controlPlaneId))
        {
            _ = PushInBackgroundAsync(node);
        }
    }

    private async Task PushInBackgroundAsync(ConnectedNode node)
    {
        try
        {
            await PushAsync(node, CancellationToken.None);
        }
        catch (Exception e)
        {
            _logger.NodeWorkFailed(e, node.Id);
        }
    }
}

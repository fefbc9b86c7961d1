using Microsoft.Extensions.Logging;
using Sightglass.Cluster.Rpc;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Entities;

namespace Sightglass.ControlPlane.Nodes;

/// <summary>What every node's connection works with.</summary>
internal sealed record NodeChannelContext(
    NodeRegistry Registry,
    NodeDirectory Directory,
    SessionCoordinator Sessions,
    ConfigurationPusher Configuration,
    TimeProvider TimeProvider,
    ILogger<NodeChannel> Logger)
{
    /// <summary>Time between two heartbeats of a node.</summary>
    public required TimeSpan Heartbeat { get; init; }

    public RpcConnectionOptions RpcOptions { get; init; } = RpcConnectionOptions.Default;
}

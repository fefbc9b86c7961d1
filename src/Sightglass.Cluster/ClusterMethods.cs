using Sightglass.Cluster.Messages;
using Sightglass.Cluster.Rpc;

namespace Sightglass.Cluster;

/// <summary>The methods of the channel. Direction and duty of each are in <c>docs/cluster-protocol.md</c>.</summary>
public static class ClusterMethods
{
    /// <summary>Node to control plane, once, first.</summary>
    public static readonly RpcMethod<HelloParams, HelloResult> Hello =
        new("hello", ClusterJson.Default.HelloParams, ClusterJson.Default.HelloResult);

    /// <summary>Node to control plane: every <see cref="HelloResult.HeartbeatSeconds"/>, and at once when a session's share is used up.</summary>
    public static readonly RpcMethod<HeartbeatParams, HeartbeatResult> Heartbeat =
        new("heartbeat", ClusterJson.Default.HeartbeatParams, ClusterJson.Default.HeartbeatResult);

    /// <summary>Node to control plane, when a session has ended there and nothing of it is left to upload.</summary>
    public static readonly RpcMethod<SessionEndedParams, Acknowledgement> SessionEnded =
        new("session.ended", ClusterJson.Default.SessionEndedParams, ClusterJson.Default.Acknowledgement);

    /// <summary>Control plane to node.</summary>
    public static readonly RpcMethod<ConfigUpdateParams, ConfigUpdateResult> ConfigUpdate =
        new("config.update", ClusterJson.Default.ConfigUpdateParams, ClusterJson.Default.ConfigUpdateResult);

    /// <summary>Control plane to node. Idempotent: a session the node has already gets the new share and deadline.</summary>
    public static readonly RpcMethod<SessionSpec, SessionStartResult> SessionStart =
        new("session.start", ClusterJson.Default.SessionSpec, ClusterJson.Default.SessionStartResult);

    /// <summary>Control plane to node. Idempotent; a session the node does not know is answered with zeros.</summary>
    public static readonly RpcMethod<SessionStopParams, SessionStopResult> SessionStop =
        new("session.stop", ClusterJson.Default.SessionStopParams, ClusterJson.Default.SessionStopResult);

    /// <summary>Control plane to node: moves the bound of a session on this node.</summary>
    public static readonly RpcMethod<SessionShareParams, SessionShareResult> SessionShare =
        new("session.share", ClusterJson.Default.SessionShareParams, ClusterJson.Default.SessionShareResult);
}

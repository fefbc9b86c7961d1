using System.Collections.Immutable;
using Sightglass.Cluster;
using Sightglass.Cluster.Messages;
using Sightglass.Cluster.Rpc;

namespace Sightglass.ControlPlane.Nodes;

/// <summary>A node on its connection.</summary>
internal sealed class ConnectedNode(Guid controlPlaneId, HelloParams hello, string fingerprint, RpcConnection connection)
{
    /// <summary>How long a node may take to answer about a session: longer, and a session could not be active everywhere soon.</summary>
    private static readonly TimeSpan SessionCallTimeout = TimeSpan.FromSeconds(5);

    private volatile string _configHash = hello.ConfigHash;

    public Guid ControlPlaneId { get; } = controlPlaneId;

    public Guid Id { get; } = hello.NodeId;

    public string Hostname { get; } = hello.Hostname;

    public string Version { get; } = hello.Version;

    public ImmutableArray<string> Capabilities { get; } = hello.Capabilities;

    /// <summary>Fingerprint of the certificate it came in with.</summary>
    public string Fingerprint { get; } = fingerprint;

    public RpcConnection Connection { get; } = connection;

    /// <summary>Hash of the configuration it serves by, as it last said.</summary>
    public string ConfigHash
    {
        get => _configHash;
        set => _configHash = value;
    }

    /// <summary>Why it refused the configuration it was last sent; empty when it did not.</summary>
    public ImmutableArray<ConfigError> ConfigErrors { get; set; } = [];

    public Task<SessionStartResult> StartSessionAsync(SessionSpec spec, CancellationToken cancellationToken) =>
        Connection.CallAsync(ClusterMethods.SessionStart, spec, SessionCallTimeout, cancellationToken);

    public Task<SessionStopResult> StopSessionAsync(Guid sessionId, string reason, CancellationToken cancellationToken) =>
        Connection.CallAsync(ClusterMethods.SessionStop, new SessionStopParams { SessionId = sessionId, Reason = reason }, SessionCallTimeout, cancellationToken);

    public Task<SessionShareResult> SetShareAsync(Guid sessionId, int share, CancellationToken cancellationToken) =>
        Connection.CallAsync(ClusterMethods.SessionShare, new SessionShareParams { SessionId = sessionId, TraceShare = share }, SessionCallTimeout, cancellationToken);

    /// <summary>Whether an exception means that the node did not answer as it should, and not that we are wrong.</summary>
    public static bool IsNodeFailure(Exception e) => e is RpcException or RpcClosedException or TimeoutException;
}

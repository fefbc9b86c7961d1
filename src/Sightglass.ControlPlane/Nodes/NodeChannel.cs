using System.Net.WebSockets;
using Sightglass.Cluster;
using Sightglass.Cluster.Messages;
using Sightglass.Cluster.Rpc;

namespace Sightglass.ControlPlane.Nodes;

/// <summary>
/// One node's connection, from its hello to its end. After the hello the node first settles what it has; its first heartbeat says that it is
/// done, and only then is it told about configuration and sessions.
/// </summary>
internal sealed class NodeChannel : IDisposable
{
    private readonly NodeChannelContext _context;
    private readonly Admission _admission;
    private readonly RpcConnection _connection;
    private readonly ITimer _watchdog;
    private readonly TimeSpan _silence;
    private ConnectedNode? _node;
    private int _ready;

    public NodeChannel(NodeChannelContext context, Admission admission, WebSocket socket)
    {
        _context = context;
        _admission = admission;
        _silence = context.Heartbeat * 3;
        _connection = new RpcConnection(
            socket,
            new RpcDispatcher()
                .On(ClusterMethods.Hello, HelloAsync)
                .On(ClusterMethods.Heartbeat, HeartbeatAsync)
                .On(ClusterMethods.SessionEnded, SessionEndedAsync),
            context.RpcOptions,
            context.TimeProvider,
            context.Logger);
        _watchdog = context.TimeProvider.CreateTimer(
            static self => ((NodeChannel)self!).OnSilence(), this, _silence, Timeout.InfiniteTimeSpan);
    }

    private ConnectedNode Node => _node ?? throw new RpcException(RpcErrorCode.Refused, "Say hello first.");

    /// <summary>Runs until the connection ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var reason = await _connection.RunAsync(cancellationToken);
        if (_node is { } node && _context.Registry.Remove(node))
        {
            _context.Logger.NodeDisconnected(node.Id, node.ControlPlaneId, reason);
            await _context.Sessions.NodeLeftAsync(node, CancellationToken.None);
        }
    }

    public void Dispose() => _watchdog.Dispose();

    private async Task<HelloResult> HelloAsync(HelloParams hello, CancellationToken cancellationToken)
    {
        if (_node is not null)
        {
            throw new RpcException(RpcErrorCode.Refused, "The node has said hello already.");
        }

        if (hello.NodeId == Guid.Empty || hello.Hostname.Length is 0 or > 255 || hello.Version.Length is 0 or > 64
            || hello.ConfigHash.Length > 64 || hello.Capabilities.Length > 64 || hello.Capabilities.Any(capability => capability.Length > 64))
        {
            throw new RpcException(RpcErrorCode.InvalidParams, "hello: an id other than zeros, a hostname of 1 to 255, a version of 1 to 64 characters and at most 64 capabilities are expected.");
        }

        var node = new ConnectedNode(_admission.ControlPlaneId!.Value, hello, _admission.Fingerprint, _connection);
        var known = await _context.Directory.SayHelloAsync(node, cancellationToken);
        if (!known)
        {
            throw new RpcException(RpcErrorCode.Refused, "The control plane is gone.");
        }

        _node = node;
        Alive();
        return new HelloResult
        {
            ControlPlaneId = node.ControlPlaneId,
            HeartbeatSeconds = (int)_context.Heartbeat.TotalSeconds,
            ActiveSessionIds = _context.Sessions.Active(node.ControlPlaneId),
        };
    }

    private async Task<HeartbeatResult> HeartbeatAsync(HeartbeatParams beat, CancellationToken cancellationToken)
    {
        var node = Node;
        Alive();
        node.ConfigHash = beat.ConfigHash;
        await _context.Directory.TouchAsync(node, cancellationToken);
        if (Interlocked.Exchange(ref _ready, 1) == 0)
        {
            await ReadyAsync(node);
        }

        await _context.Sessions.ProgressAsync(node, beat.Sessions, cancellationToken);
        return new HeartbeatResult();
    }

    private async Task<Acknowledgement> SessionEndedAsync(SessionEndedParams ended, CancellationToken cancellationToken)
    {
        Alive();
        await _context.Sessions.NodeEndedAsync(Node, ended, cancellationToken);
        return new Acknowledgement();
    }

    private async Task ReadyAsync(ConnectedNode node)
    {
        if (_context.Registry.Add(node) is { } replaced)
        {
            _context.Logger.NodeReplaced(node.Id);
            await replaced.Connection.DisposeAsync();
        }

        _context.Logger.NodeConnected(node.Id, node.Hostname, node.Version, node.ControlPlaneId);

        // Beside the heartbeat, which is to be answered now: configuration first, so that a session meets the routes it names.
        _ = WelcomeAsync(node);
    }

    private async Task WelcomeAsync(ConnectedNode node)
    {
        try
        {
            await _context.Configuration.PushAsync(node, CancellationToken.None);
            await _context.Sessions.NodeJoinedAsync(node, CancellationToken.None);
        }
        catch (Exception e)
        {
            _context.Logger.NodeWorkFailed(e, node.Id);
        }
    }

    private void Alive() => _watchdog.Change(_silence, Timeout.InfiniteTimeSpan);

    private void OnSilence() => _ = _connection.CloseAsync("three heartbeats missed");
}

using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sightglass.Cluster;
using Sightglass.Cluster.Rpc;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Pki;

namespace Sightglass.ControlPlane.Nodes;

/// <summary>The cluster port: the channel, and nothing else.</summary>
internal sealed class ClusterServer(
    ClusterAuthority authority, CertificateRegistry registry, NodeChannelContext context, TimeProvider timeProvider, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly MutualTlsListener _listener = new(authority, registry, timeProvider, loggers);
    private readonly CancellationTokenSource _stopping = new();
    private int _disposed;

    /// <summary>Where it listens, after it was started.</summary>
    public IPEndPoint? EndPoint => _listener.EndPoint;

    public Task StartAsync(IPEndPoint endPoint, CancellationToken cancellationToken) =>
        _listener.StartAsync(endPoint, maxBodyBytes: 0, HandleAsync, cancellationToken);

    /// <summary>Stops: tells the nodes, then closes the port. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await context.Registry.CloseAllAsync("the control plane stops");
        await _stopping.CancelAsync();
        await _listener.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task HandleAsync(HttpContext http, Admission admission)
    {
        if (http.Request.Path != ClusterProtocol.RpcPath)
        {
            await http.Response.WriteProblemAsync(Problem.NotFound($"The channel is at {ClusterProtocol.RpcPath}."));
            return;
        }

        if (!http.WebSockets.IsWebSocketRequest || !http.WebSockets.WebSocketRequestedProtocols.Contains(ClusterProtocol.SubProtocol))
        {
            await http.Response.WriteProblemAsync(Problem.BadRequest($"Open a WebSocket with the subprotocol {ClusterProtocol.SubProtocol}."));
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = ClusterProtocol.SubProtocol,
            KeepAliveInterval = RpcConnectionOptions.Default.PingInterval,
            KeepAliveTimeout = RpcConnectionOptions.Default.PingTimeout,
        });
        using var channel = new NodeChannel(context, admission, socket);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _stopping.Token);
        await channel.RunAsync(ending.Token);
    }
}

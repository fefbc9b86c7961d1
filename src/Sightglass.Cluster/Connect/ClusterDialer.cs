using System.Net.WebSockets;
using Sightglass.Cluster.Rpc;

namespace Sightglass.Cluster.Connect;

/// <summary>Opens the channel from a node to its control plane.</summary>
public static class ClusterDialer
{
    /// <summary>
    /// Connects once to the cluster port at <paramref name="host"/> and <paramref name="port"/>, asking for
    /// <paramref name="serverName"/> (null: the host). Trying again, and how long to wait before, is the caller's.
    /// </summary>
    /// <exception cref="ClusterRefusedException">TLS failed or the control plane does not let this node in.</exception>
    /// <exception cref="WebSocketException">It cannot be reached.</exception>
    public static async Task<WebSocket> ConnectAsync(
        string host,
        int port,
        string? serverName,
        ClusterCredentials credentials,
        RpcConnectionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        options ??= RpcConnectionOptions.Default;
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(ClusterProtocol.SubProtocol);
        socket.Options.KeepAliveInterval = options.PingInterval;
        socket.Options.KeepAliveTimeout = options.PingTimeout;
        socket.Options.CollectHttpResponseDetails = true;

        using var handler = credentials.CreateHandler(host, port);
        using var invoker = new HttpMessageInvoker(handler);
        try
        {
            await socket.ConnectAsync(new UriBuilder("wss", serverName ?? host, port, ClusterProtocol.RpcPath).Uri, invoker, cancellationToken);
            return socket;
        }
        catch (WebSocketException e)
        {
            var refused = Refusal(socket, e);
            socket.Dispose();
            if (refused is not null)
            {
                throw refused;
            }

            throw;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static ClusterRefusedException? Refusal(ClientWebSocket socket, WebSocketException e)
    {
        if (socket.HttpStatusCode != 0)
        {
            var reason = socket.HttpResponseHeaders?.TryGetValue(ClusterProtocol.RefusedReasonHeader, out var given) == true
                ? string.Join(", ", given)
                : "no reason given";
            return new ClusterRefusedException(socket.HttpStatusCode, reason);
        }

        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is System.Security.Authentication.AuthenticationException)
            {
                return new ClusterRefusedException(null, inner.Message);
            }
        }

        return null;
    }
}

using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace Sightglass.Cluster.Tests.Rpc;

/// <summary>Two ends of a WebSocket over a real loopback connection.</summary>
internal sealed class SocketPair : IDisposable
{
    private SocketPair(WebSocket client, WebSocket server)
    {
        Client = client;
        Server = server;
    }

    public WebSocket Client { get; }

    public WebSocket Server { get; }

    public static async Task<SocketPair> CreateAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var accepting = listener.AcceptSocketAsync();
        await client.ConnectAsync(listener.LocalEndpoint);
        var server = await accepting;
        server.NoDelay = true;
        return new SocketPair(
            WebSocket.CreateFromStream(new NetworkStream(client, ownsSocket: true), new WebSocketCreationOptions { IsServer = false }),
            WebSocket.CreateFromStream(new NetworkStream(server, ownsSocket: true), new WebSocketCreationOptions { IsServer = true }));
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}

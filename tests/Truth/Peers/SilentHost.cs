using System.Net;
using System.Net.Sockets;

namespace Truth.Peers;

/// <summary>An address whose kernel takes no connection: its queue is full, so that attempts are neither accepted nor refused.</summary>
internal sealed class SilentHost : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _fill = [];

    private SilentHost(IPEndPoint address)
    {
        _listener.Bind(address);
        _listener.Listen(0);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    public static async Task<SilentHost> StartAsync(IPEndPoint address)
    {
        var host = new SilentHost(address);
        while (true)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            host._fill.Add(socket);
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            try
            {
                await socket.ConnectAsync(host.EndPoint, patience.Token);
            }
            catch (OperationCanceledException)
            {
                return host;
            }
        }
    }

    public void Dispose()
    {
        _fill.ForEach(static socket => socket.Dispose());
        _listener.Dispose();
    }
}

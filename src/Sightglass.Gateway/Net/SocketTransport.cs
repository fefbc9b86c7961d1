using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sightglass.Gateway.Net;

/// <summary>Plain TCP.</summary>
internal sealed class SocketTransport(Socket socket) : Transport
{
    private readonly SocketOperation _receive = new();
    private readonly SocketOperation _send = new();

    public override ValueTask<IoResult> ReceiveAsync(Memory<byte> buffer) => _receive.ReceiveAsync(socket, buffer);

    public override ValueTask<IoResult> SendAsync(ReadOnlyMemory<byte> data) => _send.SendAsync(socket, MemoryMarshal.AsMemory(data));

    public override void ShutdownSend() => ShutdownSend(socket);

    public override void Abort() => socket.Dispose();

    public override void Dispose()
    {
        base.Dispose();
        _receive.Dispose();
        _send.Dispose();
    }

    internal static void ShutdownSend(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The peer or this side was faster; whoever reads next learns it.
        }
    }
}

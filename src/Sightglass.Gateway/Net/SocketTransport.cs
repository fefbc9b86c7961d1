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

    public override void ShutdownSend() => Shutdown(socket, SocketShutdown.Send);

    public override void Abort() => socket.Dispose();

    public override void Dispose()
    {
        Close(socket);
        _receive.Dispose();
        _send.Dispose();
    }

    /// <summary>Closing a socket that has an operation in progress would reset the connection, unless it is shut down first.</summary>
    internal static void Close(Socket socket)
    {
        Shutdown(socket, SocketShutdown.Both);
        socket.Dispose();
    }

    private static void Shutdown(Socket socket, SocketShutdown how)
    {
        try
        {
            socket.Shutdown(how);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The peer or this side was faster; whoever reads next learns it.
        }
    }
}

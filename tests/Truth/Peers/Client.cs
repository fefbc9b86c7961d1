using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Truth.Peers;

/// <summary>A client under the test's control.</summary>
internal sealed class Client : IDisposable
{
    private readonly Socket _socket;

    private Client(Socket socket, Stream stream)
    {
        _socket = socket;
        Wire = new Wire(stream);
    }

    public Wire Wire { get; }

    /// <param name="gateway">Where to.</param>
    /// <param name="receiveBuffer">Bytes the kernel takes in for the client; null for its default.</param>
    public static async Task<Client> ConnectAsync(IPEndPoint gateway, int? receiveBuffer = null)
    {
        var socket = await DialAsync(gateway, receiveBuffer);
        return new Client(socket, new NetworkStream(socket));
    }

    /// <summary>Connects with TLS.</summary>
    /// <param name="gateway">Where to.</param>
    /// <param name="beforeFinished">Done before the client's last message of the handshake is sent.</param>
    /// <param name="version">The version to speak; the latest by default.</param>
    public static async Task<Client> ConnectTlsAsync(IPEndPoint gateway, Func<Task> beforeFinished, SslProtocols version = SslProtocols.None)
    {
        var socket = await DialAsync(gateway, null);
        var held = new HeldStream(new NetworkStream(socket), heldWrite: 2, beforeFinished);
#pragma warning disable CA5359 // The gateway's certificate is made at its start; what it says is not the point here.
        var stream = new SslStream(held, false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "gateway.test", EnabledSslProtocols = version });
        return new Client(socket, stream);
    }

    public async Task<Reply> ReadAsync(bool isHead = false)
    {
        var head = await Wire.ReadHeadAsync() ?? throw new IOException("The gateway closed the connection without a response.");
        var status = int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture);
        var hasBody = !isHead && status is not (204 or 304);
        return new Reply(status, head, hasBody ? await Wire.ReadBodyAsync(head, untilClose: true) : 0);
    }

    /// <summary>Sends a request without a body and reads the response.</summary>
    public async Task<Reply> SendAsync(string path = "/", string method = "GET")
    {
        await Wire.SendAsync($"{method} {path} HTTP/1.1\r\nHost: gateway.test\r\n\r\n");
        return await ReadAsync(method == "HEAD");
    }

    /// <summary>Breaks the connection off.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public void Dispose()
    {
        Wire.Dispose();
        _socket.Dispose();
    }

    private static async Task<Socket> DialAsync(IPEndPoint gateway, int? receiveBuffer)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        await socket.ConnectAsync(gateway);
        return socket;
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Corpus.Peers;

/// <summary>A client's connection to the gateway: sends exactly the bytes it is given.</summary>
internal sealed class Client : IDisposable
{
    private readonly Stream _stream;

    private Client(Stream stream)
    {
        _stream = stream;
        Wire = new HttpWire(stream);
    }

    public HttpWire Wire { get; }

    /// <param name="address">The listener.</param>
    /// <param name="serverName">The name asked for by TLS, empty for none; null is plain text.</param>
    public static async Task<Client> ConnectAsync(IPEndPoint address, string? serverName)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (serverName is null)
        {
            return new Client(stream);
        }

#pragma warning disable CA5359 // Certificates are not what is looked at here.
        var secure = new SslStream(stream, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        await secure.AuthenticateAsClientAsync(serverName);
        return new Client(secure);
    }

    public async Task SendAsync(string text)
    {
        try
        {
            await _stream.WriteAsync(Encoding.Latin1.GetBytes(text));
            await _stream.FlushAsync();
        }
        catch (IOException)
        {
            // A server that refuses a request need not read all of it; its answer is what counts.
        }
    }

    public void Dispose() => _stream.Dispose();
}

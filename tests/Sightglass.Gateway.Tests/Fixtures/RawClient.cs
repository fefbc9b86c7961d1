using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sightglass.Gateway.Tests.Fixtures;

/// <summary>A client that sends exactly the bytes the test says.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly HttpReader _reader;

    private RawClient(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
        _reader = new HttpReader(stream);
    }

    public HttpReader Reader => _reader;

    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public static async Task<RawClient> ConnectAsync(IPEndPoint address)
    {
        var socket = await ConnectSocketAsync(address);
        return new RawClient(socket, new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>Connects with TLS and accepts whatever certificate is presented.</summary>
    public static async Task<RawClient> ConnectTlsAsync(IPEndPoint address, string serverName)
    {
        var socket = await ConnectSocketAsync(address);
#pragma warning disable CA5359 // The test looks at the certificate itself.
        var stream = new System.Net.Security.SslStream(new NetworkStream(socket, ownsSocket: true), false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        await stream.AuthenticateAsClientAsync(serverName);
        return new RawClient(socket, stream);
    }

    public System.Security.Cryptography.X509Certificates.X509Certificate? PeerCertificate
        => (_stream as System.Net.Security.SslStream)?.RemoteCertificate;

    public async Task SendAsync(string text)
    {
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        await _stream.FlushAsync();
    }

    /// <summary>Sends a request and reads its response.</summary>
    public async Task<RawResponse> SendRequestAsync(string text)
    {
        await SendAsync(text);
        return await ReadResponseAsync(isHead: text.StartsWith("HEAD ", StringComparison.Ordinal));
    }

    public Task<RawResponse> GetAsync(string target, string headers = "")
        => SendRequestAsync($"GET {target} HTTP/1.1\r\nHost: gateway.test\r\n{headers}\r\n");

    /// <summary>Reads a response to its end, by whatever its framing is.</summary>
    public async Task<RawResponse> ReadResponseAsync(bool isHead = false)
    {
        var head = await _reader.ReadHeadAsync() ?? throw new IOException("The connection was closed without a response");
        var status = int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture);
        if (isHead || status is < 200 or 204 or 304)
        {
            return new RawResponse(status, head, "");
        }

        if (HttpReader.Header(head, "Transfer-Encoding") == "chunked")
        {
            var (body, trailers) = await _reader.ReadChunksAsync();
            return new RawResponse(status, head, body, trailers);
        }

        var length = HttpReader.Header(head, "Content-Length");
        return new RawResponse(
            status,
            head,
            length is null ? await _reader.ReadToEndAsync() : await _reader.ReadAsync(long.Parse(length, CultureInfo.InvariantCulture)));
    }

    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Breaks the connection off.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        Dispose();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private static async Task<Socket> ConnectSocketAsync(IPEndPoint address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address);
        return socket;
    }
}

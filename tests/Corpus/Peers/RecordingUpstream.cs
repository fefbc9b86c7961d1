using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Corpus.Model;

namespace Corpus.Peers;

/// <summary>An upstream of raw sockets that writes down every request and answers as it is told.</summary>
internal sealed class RecordingUpstream : IAsyncDisposable
{
    private static readonly Lazy<X509Certificate2> Certificate = new(MakeCertificate);

    private readonly string _name;
    private readonly UpstreamSpec _spec;
    private readonly RequestLog _log;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    public RecordingUpstream(string name, UpstreamSpec spec, int port, RequestLog log)
    {
        _name = name;
        _spec = spec;
        _log = log;
        Behaviour = spec.Reply ?? new Reply();
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Parse(spec.Address), port));
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        if (spec.Refuse)
        {
            _accepting = Task.CompletedTask;
            return;
        }

        _listener.Listen(256);
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>What it answers when the step does not say.</summary>
    public Reply Behaviour { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                socket.NoDelay = true;
                _connections.RemoveAll(connection => connection.IsCompleted);
                _connections.Add(Task.Run(() => ServeAsync(socket)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The case is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var closing = _stop.Token.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
        try
        {
            await using Stream stream = new NetworkStream(socket, ownsSocket: true);
            if ((_log.NextReply(take: false) ?? Behaviour).Close == CloseMoment.Accept)
            {
                _log.NextReply(take: true);
                return;
            }

            await ServeAsync(socket, _spec.Tls ? await SecureAsync(stream) : stream);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException
            or System.Security.Authentication.AuthenticationException)
        {
            // The gateway has given the connection up, or the case is over.
        }
    }

    private async Task ServeAsync(Socket socket, Stream stream)
    {
        var wire = new HttpWire(stream);
        while (await wire.ReadRequestAsync() is { } request)
        {
            var reply = _log.NextReply(take: true) ?? Behaviour;
            _log.Add(new SeenRequest(_name, request));
            if (reply.Close != CloseMoment.Request)
            {
                await AnswerAsync(stream, wire, request, reply);
            }

            if (reply.Reset)
            {
                socket.LingerState = new LingerOption(true, 0);
            }

            if (reply.Close != CloseMoment.Never)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(Stream stream, HttpWire wire, Message request, Reply reply)
    {
        await Task.Delay(reply.DelayMs, _stop.Token);
        if (reply.Raw is not null)
        {
            await WriteAsync(stream, reply.Raw);
        }
        else
        {
            await WriteAsync(stream, Head(reply));
            await Task.Delay(reply.BodyDelayMs, _stop.Token);
            if (!request.StartLine.StartsWith("HEAD ", StringComparison.Ordinal) && reply.Status is not (204 or 304))
            {
                await WriteAsync(stream, Body(reply));
            }
        }

        while (reply.Echo && await wire.ReadSomeAsync() is { Length: > 0 } received)
        {
            await WriteAsync(stream, received);
        }
    }

    private string Head(Reply reply)
    {
        var head = new StringBuilder($"HTTP/1.1 {reply.Status} {reply.Reason}\r\n");
        foreach (var line in reply.Headers)
        {
            head.Append(line).Append("\r\n");
        }

        var isFramed = reply.Headers.Exists(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)
            || line.StartsWith("Transfer-Encoding:", StringComparison.OrdinalIgnoreCase));
        if (reply.Chunks is not null)
        {
            head.Append("Transfer-Encoding: chunked\r\n");
        }
        else if (!isFramed && reply.Status is not (204 or 304))
        {
            head.Append($"Content-Length: {(reply.Body ?? _name).Length}\r\n");
        }

        return head.Append("\r\n").ToString();
    }

    private string Body(Reply reply)
    {
        if (reply.Chunks is null)
        {
            return reply.Body ?? _name;
        }

        var body = new StringBuilder();
        foreach (var chunk in reply.Chunks)
        {
            body.Append($"{chunk.Length:x}\r\n{chunk}\r\n");
        }

        body.Append("0\r\n");
        foreach (var line in reply.Trailers)
        {
            body.Append(line).Append("\r\n");
        }

        return body.Append("\r\n").ToString();
    }

    private async Task WriteAsync(Stream stream, string text)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), _stop.Token);
        await stream.FlushAsync(_stop.Token);
    }

    private static async Task<Stream> SecureAsync(Stream stream)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(Certificate.Value);
        return secure;
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=upstream.test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}

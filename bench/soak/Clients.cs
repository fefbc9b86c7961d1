using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;

namespace Sightglass.Soak;

/// <summary>Loops of clients of every kind. Each knows what a right answer is, counts, and goes on.</summary>
internal static class Clients
{
    public static async Task<int> RunAsync(Uri plain, Uri tls, TimeSpan duration, TimeSpan pause)
    {
        using var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(20) };
        handler.SslOptions = AnyCertificate();
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
        using var stop = new CancellationTokenSource(duration);
        Loop[] loops =
        [
            new("streams", 4, () => ReadStreamAsync(http, new Uri(plain, "/stream"))),
            new("streams, TLS and HTTP/2", 8, () => ReadStreamAsync(http, new Uri(tls, "/stream"), HttpVersion.Version20)),
            new("uploads, TLS and HTTP/2", 2, () => UploadAsync(http, new Uri(tls, "/upload"), HttpVersion.Version20)),
            new("uploads in chunks", 2, () => UploadAsync(http, new Uri(plain, "/upload"), HttpVersion.Version11)),
            new("TLS handshakes", 1, () => HandshakeAsync(new Uri(tls, "/once"))),
            new("WebSockets", 4, () => EchoAsync(new UriBuilder(plain) { Scheme = "ws", Path = "/ws" }.Uri)),
            new("with a key", 2, () => ExpectAsync(http, new Uri(plain, "/keyed?apikey=soak-key"), HttpStatusCode.OK)),
            new("without a key", 1, () => ExpectAsync(http, new Uri(plain, "/keyed"), HttpStatusCode.Unauthorized)),
            new("Lua", 1, () => ExpectAsync(http, new Uri(plain, "/lua"), HttpStatusCode.OK)),
            new("leave half way", 2, () => LeaveAsync(http, new Uri(plain, "/stream"))),
            new("cut short", 1, () => ExpectBrokenAsync(http, new Uri(plain, "/cut"))),
            new("reset", 1, () => ExpectAsync(http, new Uri(plain, "/reset"), HttpStatusCode.BadGateway)),
            new("no HTTP", 1, () => ExpectAsync(http, new Uri(plain, "/garbage"), HttpStatusCode.BadGateway)),
            new("nobody there", 1, () => ExpectAsync(http, new Uri(plain, "/dead"), HttpStatusCode.BadGateway)),
            new("failing", 1, () => ExpectAsync(http, new Uri(plain, "/failing"), HttpStatusCode.ServiceUnavailable)),
            new("no route", 1, () => ExpectAsync(http, new Uri(plain, "/"), HttpStatusCode.NotFound, "nobody.test")),
        ];
        await Task.WhenAll(loops.Select(loop => loop.RunAsync(pause, stop.Token)));
        foreach (var loop in loops)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{loop.Name}\t{loop.Right}\t{loop.Wrong}\t{loop.FirstProblem}"));
        }

        return loops.All(loop => loop is { Right: > 0, Wrong: 0 }) ? 0 : 1;
    }

    private static async Task<string?> ReadStreamAsync(HttpClient http, Uri target, Version? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target)
        {
            Version = version ?? HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[16 * 1024];
        long length = 0;
        for (var count = await body.ReadAsync(buffer); count > 0; count = await body.ReadAsync(buffer))
        {
            length += count;
        }

        return response.StatusCode == HttpStatusCode.OK && length == Peer.StreamPieces * Peer.StreamPieceSize
            ? null
            : $"{response.StatusCode} and {length} bytes";
    }

    private static async Task<string?> UploadAsync(HttpClient http, Uri target, Version version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StreamContent(new MemoryStream(new byte[RandomNumberGenerator.GetInt32(1, 300_000)])),
        };
        request.Headers.TransferEncodingChunked = version == HttpVersion.Version11;
        using var response = await http.SendAsync(request);
        return response.StatusCode == HttpStatusCode.OK ? null : response.StatusCode.ToString();
    }

    private static async Task<string?> HandshakeAsync(Uri target)
    {
        using var handler = new SocketsHttpHandler { SslOptions = AnyCertificate() };
        using var http = new HttpClient(handler);
        return await ExpectAsync(http, target, HttpStatusCode.OK);
    }

#pragma warning disable CA5359 // The gateway has made its certificate itself, a moment ago.
    private static SslClientAuthenticationOptions AnyCertificate() => new() { RemoteCertificateValidationCallback = static (_, _, _, _) => true };
#pragma warning restore CA5359

    private static async Task<string?> EchoAsync(Uri target)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(target, CancellationToken.None);
        var sent = new byte[RandomNumberGenerator.GetInt32(1, 30_000)];
        RandomNumberGenerator.Fill(sent);
        var received = new byte[32 * 1024];
        for (var message = 0; message < 20; message++)
        {
            await socket.SendAsync(sent, WebSocketMessageType.Binary, true, CancellationToken.None);
            var length = 0;
            for (var ended = false; !ended;)
            {
                var piece = await socket.ReceiveAsync(received.AsMemory(length), CancellationToken.None);
                length += piece.Count;
                ended = piece.EndOfMessage;
            }

            if (!received.AsSpan(0, length).SequenceEqual(sent))
            {
                return $"an echo of {length} bytes for {sent.Length}";
            }
        }

        // Every third leaves without a closing handshake, as browsers do when a tab is closed.
        if (RandomNumberGenerator.GetInt32(3) > 0)
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }

        return null;
    }

    private static async Task<string?> ExpectAsync(HttpClient http, Uri target, HttpStatusCode status, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Host = host;
        using var response = await http.SendAsync(request);
        return response.StatusCode == status ? null : response.StatusCode.ToString();
    }

    private static async Task<string?> ExpectBrokenAsync(HttpClient http, Uri target)
    {
        try
        {
            using var response = await http.GetAsync(target);

            // The reset may overtake the head.
            return response.StatusCode == HttpStatusCode.BadGateway ? null : $"{response.StatusCode} and a whole body";
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<string?> LeaveAsync(HttpClient http, Uri target)
    {
        using var response = await http.GetAsync(target, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadAtLeastAsync(new byte[100], 100);
        return response.StatusCode == HttpStatusCode.OK ? null : response.StatusCode.ToString();
    }
}

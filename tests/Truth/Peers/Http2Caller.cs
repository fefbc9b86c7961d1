using System.Net;

namespace Truth.Peers;

/// <summary>HTTP/2 over TLS.</summary>
internal sealed class Http2Caller : Caller
{
    private readonly string _contentType;
    private readonly HttpClient _client;

    /// <param name="gateway">Where to.</param>
    /// <param name="contentType">What the bodies of requests are.</param>
    public Http2Caller(IPEndPoint gateway, string contentType = "text/plain")
    {
        _contentType = contentType;
        var handler = new SocketsHttpHandler { InitialHttp2StreamWindowSize = 65_535 };
#pragma warning disable CA5359 // The gateway's certificate is made at its start; what it says is not the point here.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        handler.SslOptions.TargetHost = "gateway.test";
        _client = new HttpClient(handler) { BaseAddress = new Uri($"https://{gateway}") };
    }

    public override async Task<(int Status, long BodySize)> SendAsync(string path, Func<Func<byte[], Task>, Task>? body, Func<Task>? beforeReading)
    {
        using var request = Request(path);
        if (body is not null)
        {
            request.Method = HttpMethod.Post;
            request.Content = new PiecewiseContent(body, _contentType);
        }

        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (beforeReading is not null)
        {
            await beforeReading();
        }

        await using var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        var size = 0L;
        for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
        {
            size += count;
        }

        return ((int)response.StatusCode, size);
    }

    public override async Task GiveUpAsync(Func<Task> meanwhile)
    {
        using var request = Request("/");
        using var giveUp = new CancellationTokenSource();
        var sending = _client.SendAsync(request, giveUp.Token);
        await meanwhile();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    public override void Dispose() => _client.Dispose();

    private static HttpRequestMessage Request(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Host = "gateway.test";
        return request;
    }
}

using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;
using Sightglass.PluginSdk.Tests.Samples;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.PluginSdk.Tests.Io;

public sealed class PluginHttpClientTests
{
    [Fact]
    public async Task SendAsync_Post_SendsAndReadsEverything()
    {
        string? seen = null;
        await using var server = await WebServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            seen = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.Headers["X-A"]} {context.Request.ContentType} {await reader.ReadToEndAsync()} {context.Request.Headers.Count}";
            context.Response.StatusCode = 201;
            context.Response.Headers["X-B"] = "b";
            await context.Response.WriteAsync("done");
        });
        await using var client = Client();

        var response = await client.SendAsync(
            default,
            new PluginHttpRequest
            {
                Uri = new Uri(server.Address, "/p?q=1"),
                Method = "POST",
                Headers = [new("X-A", "a"), new("Content-Type", "text/plain")],
                Body = Encoding.UTF8.GetBytes("body"),
            },
            CancellationToken.None);

        // Host, Content-Length, X-A, Content-Type: nothing is added on the way.
        Assert.Equal("POST /p?q=1 a text/plain body 4", seen);
        Assert.Equal(201, response.StatusCode);
        Assert.Equal("done", response.Text);
        Assert.Equal("b", response.Header("x-b"));
    }

    [Fact]
    public async Task SendAsync_NewThenPooledConnection_RecordsWhatHappened()
    {
        await using var server = await WebServer.StartAsync(context => context.Response.WriteAsync("ok"));
        await using var client = Client();
        var recording = new Recording();
        var request = new PluginHttpRequest { Uri = new UriBuilder(server.Address) { Host = "localhost", Path = "/a", Query = "secret=1" }.Uri };

        await client.SendAsync(recording.Io, request, CancellationToken.None);
        await client.SendAsync(recording.Io, request, CancellationToken.None);

        var trace = recording.Complete();
        var spans = Recording.PluginSpans(trace);
        Assert.Equal(["kong.dns", "kong.io.http.connect", "kong.io.http.request", "kong.io.http.request"], spans.Select(span => span.Name));
        Assert.Equal("localhost", Recording.Attribute(spans[0], AttributeKeys.ProxyKongDnsDomain));
        Assert.StartsWith("[{\"qname\":\"localhost\"", Recording.Attribute(spans[0], AttributeKeys.ProxyKongDnsEntry));
        Assert.Equal("127.0.0.1", Recording.Attribute(spans[1], AttributeKeys.NetworkPeerAddress));
        foreach (var span in spans[2..])
        {
            Assert.Equal("127.0.0.1", Recording.Attribute(span, AttributeKeys.NetworkPeerAddress));
            Assert.Equal("http", Recording.Attribute(span, AttributeKeys.NetworkProtocolName));
            Assert.Equal("GET", Recording.Attribute(span, AttributeKeys.HttpRequestMethod));
            Assert.Equal($"http://localhost:{server.Address.Port}/a", Recording.Attribute(span, AttributeKeys.UrlFull));
            Assert.Equal("200", Recording.Attribute(span, AttributeKeys.HttpResponseStatusCode));
        }

        Assert.True(spans[0].EndTime <= spans[1].StartTime && spans[1].EndTime <= spans[2].StartTime);
        Assert.Equal(trace.Latency.ThirdParty, trace.Latency.Dns + trace.Latency.HttpClient);
        Assert.True(trace.Latency.Dns > 0 && trace.Latency.HttpClient > 0);
    }

    [Fact]
    public async Task SendAsync_InParallel_RecordsEachUnderThePlugin()
    {
        var gate = new TaskCompletionSource();
        var arrived = 0;
        await using var server = await WebServer.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref arrived) == 4)
            {
                gate.SetResult();
            }

            await gate.Task;
            await context.Response.WriteAsync(context.Request.Path);
        });
        await using var client = Client();
        var recording = new Recording();

        var responses = await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
            client.SendAsync(recording.Io, new PluginHttpRequest { Uri = new Uri(server.Address, $"/{i}") }, CancellationToken.None).AsTask()));

        Assert.Equal(["/0", "/1", "/2", "/3"], responses.Select(response => response.Text));
        var trace = recording.Complete();
        var requests = Recording.PluginSpans(trace).Where(span => span.Name == "kong.io.http.request").ToList();
        Assert.Equal(
            ["/0", "/1", "/2", "/3"],
            requests.Select(span => new Uri(Recording.Attribute(span, AttributeKeys.UrlFull)!).AbsolutePath).Order());
        Assert.All(requests, span => Assert.Equal("200", Recording.Attribute(span, AttributeKeys.HttpResponseStatusCode)));
        Assert.True(trace.Latency.HttpClient > trace.Latency.ThirdParty, "overlapping calls count once in the sum and in full in their kind");
    }

    [Fact]
    public async Task SendAsync_TrustedTls_ConnectsUnderOneSpan()
    {
        await using var server = await WebServer.StartAsync(context => context.Response.WriteAsync("safe"), tls: true);
        await using var client = Client(new PluginHttpOptions { Tls = new TlsClientOptions { Authorities = [server.Certificate!] } });
        var recording = new Recording();

        var response = await client.SendAsync(recording.Io, new PluginHttpRequest { Uri = server.Address }, CancellationToken.None);

        Assert.Equal("safe", response.Text);
        Assert.Equal(["kong.io.http.connect", "kong.io.http.request"], Recording.PluginSpans(recording.Complete()).Select(span => span.Name));
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "safe")]
    public async Task SendAsync_UnknownAuthority_IsRefusedUnlessToldOtherwise(bool verify, string expected)
    {
        await using var server = await WebServer.StartAsync(context => context.Response.WriteAsync("safe"), tls: true);
        await using var client = Client(new PluginHttpOptions { Tls = verify ? TlsClientOptions.Verified : TlsClientOptions.Unverified });
        var recording = new Recording();
        var call = client.SendAsync(recording.Io, new PluginHttpRequest { Uri = server.Address }, CancellationToken.None).AsTask();

        if (!verify)
        {
            Assert.Equal(expected, (await call).Text);
            return;
        }

        var failure = await Assert.ThrowsAsync<PluginIoException>(() => call);
        Assert.Equal(PluginIoError.Tls, failure.Error);
        var span = Assert.Single(Recording.PluginSpans(recording.Complete()));
        Assert.Equal("kong.io.http.connect", span.Name);
        Assert.Equal(SpanStatus.Error, span.Status);
    }

    [Fact]
    public async Task SendAsync_Refused_FailsTheConnectSpan()
    {
        var peer = new TcpPeer((_, _) => Task.CompletedTask);
        var port = peer.Port;
        await peer.DisposeAsync();
        await using var client = Client();
        var recording = new Recording();

        var failure = await Assert.ThrowsAsync<PluginIoException>(
            () => client.SendAsync(recording.Io, new PluginHttpRequest { Uri = new Uri($"http://127.0.0.1:{port}/") }, CancellationToken.None).AsTask());

        Assert.Equal(PluginIoError.Connect, failure.Error);
        Assert.Equal($"127.0.0.1:{port}: connection refused", failure.Message);
        var span = Assert.Single(Recording.PluginSpans(recording.Complete()));
        Assert.Equal("kong.io.http.connect", span.Name);
        Assert.Equal(SpanStatus.Error, span.Status);
    }

    [Fact]
    public async Task SendAsync_UnknownName_FailsTheDnsSpan()
    {
        await using var client = new PluginHttpClient(new PluginHttpOptions(), new NoNames(), TimeProvider.System);
        var recording = new Recording();

        var failure = await Assert.ThrowsAsync<PluginIoException>(
            () => client.SendAsync(recording.Io, new PluginHttpRequest { Uri = new Uri("http://nowhere.test/") }, CancellationToken.None).AsTask());

        Assert.Equal(PluginIoError.NameResolution, failure.Error);
        var span = Assert.Single(Recording.PluginSpans(recording.Complete()));
        Assert.Equal("kong.dns", span.Name);
        Assert.Equal("dns server error: 3 name error", span.StatusMessage);
    }

    [Fact]
    public async Task SendAsync_SilentServer_TimesOut()
    {
        await using var peer = new TcpPeer((_, stop) => Task.Delay(Timeout.Infinite, stop));
        await using var client = Client(new PluginHttpOptions { Timeout = TimeSpan.FromMilliseconds(50) });
        var recording = new Recording();

        var failure = await Assert.ThrowsAsync<PluginIoException>(
            () => client.SendAsync(recording.Io, new PluginHttpRequest { Uri = new Uri($"http://127.0.0.1:{peer.Port}/") }, CancellationToken.None).AsTask());

        Assert.Equal(PluginIoError.Timeout, failure.Error);
        Assert.All(Recording.PluginSpans(recording.Complete()).Where(span => span.Name == "kong.io.http.request"), span => Assert.Equal("timeout", span.StatusMessage));
    }

    [Fact]
    public async Task SendAsync_CallerGivesUp_IsCancelled()
    {
        await using var peer = new TcpPeer((_, stop) => Task.Delay(Timeout.Infinite, stop));
        await using var client = Client();
        using var cancel = new CancellationTokenSource();
        var call = client.SendAsync(default, new PluginHttpRequest { Uri = new Uri($"http://127.0.0.1:{peer.Port}/") }, cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n0123456789012345678901234567890123456789012345678901234567890123\r\n")]
    public async Task SendAsync_BodyTooLarge_IsRefused(string response)
    {
        await using var peer = new TcpPeer(async (stream, stop) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(response), stop);
            await Task.Delay(Timeout.Infinite, stop);
        });
        await using var client = Client(new PluginHttpOptions { MaxResponseBody = 50 });

        var failure = await Assert.ThrowsAsync<PluginIoException>(
            () => client.SendAsync(default, new PluginHttpRequest { Uri = new Uri($"http://127.0.0.1:{peer.Port}/") }, CancellationToken.None).AsTask());

        Assert.Equal(PluginIoError.TooLarge, failure.Error);
    }

    [Theory]
    [InlineData("garbage\r\n\r\n", PluginIoError.Protocol)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", PluginIoError.Closed)]
    [InlineData("", PluginIoError.Closed)]
    public async Task SendAsync_BrokenResponse_IsExplained(string response, PluginIoError error)
    {
        await using var peer = new TcpPeer(async (stream, stop) =>
        {
            var head = new byte[1024];
            Assert.NotEqual(0, await stream.ReadAsync(head, stop));
            await stream.WriteAsync(Encoding.ASCII.GetBytes(response), stop);
        });
        await using var client = Client();

        var failure = await Assert.ThrowsAsync<PluginIoException>(
            () => client.SendAsync(default, new PluginHttpRequest { Uri = new Uri($"http://127.0.0.1:{peer.Port}/") }, CancellationToken.None).AsTask());

        Assert.Equal(error, failure.Error);
    }

    [Fact]
    public async Task SendAsync_OtherScheme_IsRefused()
    {
        await using var client = Client();

        await Assert.ThrowsAsync<ArgumentException>(
            () => client.SendAsync(default, new PluginHttpRequest { Uri = new Uri("file:///etc/passwd") }, CancellationToken.None).AsTask());
    }

    private static PluginHttpClient Client(PluginHttpOptions? options = null) =>
        new(options ?? new PluginHttpOptions(), new LoopbackNames(), TimeProvider.System);

    private sealed class LoopbackNames : INameResolver
    {
        public async ValueTask<NameResolution> ResolveAsync(string name, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return new NameResolution([IPAddress.Loopback], null, null);
        }
    }

    private sealed class NoNames : INameResolver
    {
        public ValueTask<NameResolution> ResolveAsync(string name, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new NameResolution([], "dns server error: 3 name error", null));
    }
}

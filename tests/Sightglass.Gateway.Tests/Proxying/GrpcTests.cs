using System.Net;
using System.Net.Security;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Gateway.Tests.Net;
using Sightglass.Gateway.Tests.PluginRuntime;
using Sightglass.PluginSdk;
using Sightglass.Tracing.Verify;

namespace Sightglass.Gateway.Tests.Proxying;

public sealed class GrpcTests
{
    [Fact]
    public async Task Unary_BodyHeadersAndTrailersGoThrough()
    {
        string? seen = null;
        await using var upstream = await StartUpstreamAsync(async context =>
        {
            seen = $"{context.Request.Protocol} {context.Request.Method} {context.Request.Path} {context.Request.Headers.TE} {context.Request.Headers["x-meta"]} {context.Request.Headers.Via}";
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(body.ToArray());
            context.Response.AppendTrailer("grpc-status", "0");
            context.Response.AppendTrailer("grpc-message", "fine");
        });
        var tracing = new RecordingTracing();
        await using var gateway = await StartAsync(upstream.Address, tracing);
        using var client = Client();

        using var response = await client.SendAsync(Request(gateway, "/pkg.Service/Method", new ByteArrayContent([0, 0, 0, 0, 2, 8, 1])));
        var answer = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([0, 0, 0, 0, 2, 8, 1], answer);
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
        Assert.Equal("fine", response.TrailingHeaders.GetValues("grpc-message").Single());
        Assert.Equal("HTTP/2 POST /pkg.Service/Method trailers meta 2 kong/3.10.0", seen);
        var trace = await tracing.SingleAsync();
        Assert.Empty(TraceVerifier.Verify(trace));
        Assert.True(trace.Root.TryGet("network.protocol.name", out var protocol) && protocol.AsString == "grpc");
    }

    [Fact]
    public async Task Streaming_MessagesGoBothWaysWithoutWaitingForTheEnd()
    {
        await using var upstream = await StartUpstreamAsync(static async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.FlushAsync();
            var buffer = new byte[16];
            for (var count = await context.Request.Body.ReadAsync(buffer); count > 0; count = await context.Request.Body.ReadAsync(buffer))
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, count));
                await context.Response.Body.FlushAsync();
            }

            context.Response.AppendTrailer("grpc-status", "0");
        });
        await using var gateway = await StartAsync(upstream.Address);
        using var client = Client();
        var content = new PushContent();

        using var response = await client.SendAsync(Request(gateway, "/s/M", content), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        for (byte i = 1; i <= 3; i++)
        {
            await content.SendAsync([i, i]);
            var echo = new byte[2];
            await body.ReadExactlyAsync(echo);
            Assert.Equal([i, i], echo);
        }

        content.Complete();
        Assert.Equal(0, await body.ReadAsync(new byte[1]));
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task Streaming_UpstreamSpeaksFirst_OnAConnectionThatIsIdle()
    {
        await using var upstream = await StartUpstreamAsync(static async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[] { 7 });
            await context.Response.Body.FlushAsync();
            await context.Request.Body.CopyToAsync(Stream.Null);
        });
        await using var gateway = await StartAsync(upstream.Address);
        using var client = Client();

        // From the second on, nothing else is written on the connection that could take the headers along.
        for (var i = 0; i < 3; i++)
        {
            var content = new PushContent();
            using var response = await client.SendAsync(Request(gateway, "/s/M", content), HttpCompletionOption.ResponseHeadersRead);
            await using var body = await response.Content.ReadAsStreamAsync();
            var first = new byte[1];
            await body.ReadExactlyAsync(first);
            Assert.Equal(7, first[0]);
            content.Complete();
            Assert.Equal(0, await body.ReadAsync(first));
        }
    }

    [Fact]
    public async Task Upload_LongerThanReadTimeout_IsTheClientsTime()
    {
        var time = new ManualTimeProvider();
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var rest = 0;
        await using var upstream = await StartUpstreamAsync(async context =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[2]);
            half.SetResult();
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            rest = (int)body.Length;
            context.Response.ContentType = "application/grpc";
            context.Response.AppendTrailer("grpc-status", "0");
        });
        await using var gateway = await StartAsync(
            upstream.Address,
            service: static service => service with { ConnectTimeout = 1_000, ReadTimeout = 1_000 },
            options: options => options with { Time = time });
        using var client = Client();
        var content = new PushContent();

        var responding = client.SendAsync(Request(gateway, "/s/M", content));
        await content.SendAsync([1, 2]);
        await half.Task.WaitAsync(TimeSpan.FromSeconds(20));
        time.Advance(TimeSpan.FromSeconds(30));
        await content.SendAsync([3, 4, 5]);
        content.Complete();
        using var response = await responding;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(3, rest);
    }

    [Theory]
    [InlineData(true, 408)]
    [InlineData(false, 504)]
    public async Task NobodyGoesOn_WhoeverIsWaitedForIsBlamed(bool isClientWaitedFor, int status)
    {
        var time = new ManualTimeProvider();
        await using var upstream = await StartUpstreamAsync(static context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var tracing = new RecordingTracing();
        await using var gateway = await StartAsync(upstream.Address, tracing, options: options => options with { Time = time });
        using var client = Client();
        var content = new PushContent();

        var responding = client.SendAsync(Request(gateway, "/s/M", content));
        await content.SendAsync([1, 2]);
        if (!isClientWaitedFor)
        {
            content.Complete();
        }

        await AdvanceUntilAsync(time, responding);
        using var response = await responding;

        Assert.Equal(status, (int)response.StatusCode);
        var trace = await tracing.SingleAsync();
        Assert.Empty(TraceVerifier.Verify(trace));
        if (isClientWaitedFor)
        {
            content.Complete();
        }
    }

    [Fact]
    public async Task UpstreamTakesNothing_TimesOut()
    {
        var time = new ManualTimeProvider();
        await using var upstream = await StartUpstreamAsync(static context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var gateway = await StartAsync(
            upstream.Address,
            service: static service => service with { WriteTimeout = 200, ReadTimeout = 3_600_000 },
            options: options => options with { Time = time, RequestBodyTimeout = TimeSpan.FromHours(1) });
        using var client = Client();

        var responding = client.SendAsync(Request(gateway, "/s/M", new ByteArrayContent(new byte[4_000_000])));
        await AdvanceUntilAsync(time, responding);
        using var response = await responding;

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("The upstream server is timing out", response.Headers.GetValues("grpc-message").Single());
    }

    [Fact]
    public async Task NoUpstream_StatusIsToldTheGrpcWay()
    {
        using var closed = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var gateway = await StartAsync((IPEndPoint)closed.LocalEndPoint!);
        using var client = Client();

        using var response = await client.SendAsync(Request(gateway, "/s/M", new ByteArrayContent([])));

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("13", response.Headers.GetValues("grpc-status").Single());
        Assert.Equal("An invalid response was received from the upstream server", response.Headers.GetValues("grpc-message").Single());
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData(403, """{"message":"not for you"}""", "application/json; charset=utf-8", "7", "not for you")]
    [InlineData(503, """{"hint":"later"}""", "application/json; charset=utf-8", "14", "Unavailable")]
    [InlineData(401, "plain words", null, "16", "plain words")]
    [InlineData(401, "two\nlines, 100 % grün", null, "16", "two%0Alines, 100 % gr%C3%BCn")]
    [InlineData(302, "", null, "2", "Unknown")]
    public async Task PluginExits_BodyIsToldAsMessage(int status, string body, string? type, string code, string message)
    {
        await using var gateway = await StartAsync(new IPEndPoint(IPAddress.Loopback, 1), exit: new Exiting(status, body, type));
        using var client = Client();

        using var response = await client.SendAsync(Request(gateway, "/s/M", new ByteArrayContent([])));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, response.Headers.GetValues("grpc-status").Single());
        Assert.Equal(message, response.Headers.GetValues("grpc-message").Single());
        Assert.Null(response.Content.Headers.ContentType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task PluginExits_WithATypeOfItsOwn_BodyIsSent()
    {
        await using var gateway = await StartAsync(new IPEndPoint(IPAddress.Loopback, 1), exit: new Exiting(403, "<b>no</b>", "text/html"));
        using var client = Client();

        using var response = await client.SendAsync(Request(gateway, "/s/M", new ByteArrayContent([])));

        Assert.False(response.Headers.Contains("grpc-status"));
        Assert.Equal("<b>no</b>", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task UpstreamResetsInsideBody_ClientsStreamIsReset()
    {
        // A reset that comes along with the head would be a failure to answer: 502, and no reset.
        var headIsThere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await StartUpstreamAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5]);
            await context.Response.Body.FlushAsync();
            await headIsThere.Task;
            context.Abort();
        });
        await using var gateway = await StartAsync(upstream.Address);
        using var client = Client();

        using var response = await client.SendAsync(Request(gateway, "/s/M", new ByteArrayContent([1])), HttpCompletionOption.ResponseHeadersRead);
        headIsThere.SetResult();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task GrpcRoute_NotGrpcOrNotHttp2_IsTurnedAway()
    {
        await using var gateway = await StartAsync(new IPEndPoint(IPAddress.Loopback, 1));
        using var client = Client();
        using var old = await RawClient.ConnectTlsAsync(gateway.Address, "h");
        var plain = Request(gateway, "/s/M", new StringContent("text"));

        using var notGrpc = await client.SendAsync(plain);
        var notHttp2 = await old.GetAsync("/s/M", "Content-Type: application/grpc\r\n");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, notGrpc.StatusCode);
        Assert.Contains("Non-gRPC request matched gRPC route", await notGrpc.Content.ReadAsStringAsync());
        Assert.Equal(426, notHttp2.Status);
        Assert.Contains("Please use HTTP2 protocol", notHttp2.Body);
        Assert.Equal("HTTP/2", notHttp2["Upgrade"]);
    }

    private static Task<GatewayFixture> StartAsync(
        IPEndPoint upstream,
        RecordingTracing? tracing = null,
        Exiting? exit = null,
        Func<ServiceConfig, ServiceConfig>? service = null,
        Func<GatewayOptions, GatewayOptions>? options = null)
        => GatewayFixture.StartAsync(
            Configurations.Proxy(
                upstream,
                static route => route with { Protocols = ["grpc", "grpcs"], StripPath = false },
                grpc => (service ?? (static same => same))(grpc with { Protocol = "grpc", Retries = 0 })) with
            {
                Plugins = exit is null ? [] : [Configurations.Plugin("exiting")],
            },
            given => (options ?? (static same => same))(given with { Listeners = [given.Listeners[0] with { Tls = true, Http2 = true }] }),
            tracing,
            new TestPlugin("exiting", 1, PluginPhases.Access) { Access = exit is null ? null : exit.RunAsync });

    private static Task AdvanceUntilAsync(ManualTimeProvider time, Task task)
        => Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(2));
                return task.IsCompleted;
            },
            "the time is over");

    private static HttpClient Client() => new(new SocketsHttpHandler
    {
#pragma warning disable CA5359 // The certificate is the gateway's own, made at its start.
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
#pragma warning restore CA5359
    });

    private static HttpRequestMessage Request(GatewayFixture gateway, string path, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"https://{gateway.Address}{path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.Add("x-meta", "meta");
        if (content is not StringContent)
        {
            content.Headers.ContentType = new("application/grpc");
        }

        return request;
    }

    private static async Task<Http2Upstream> StartUpstreamAsync(RequestDelegate handler)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.Run(handler);
        await app.StartAsync();
        var address = new Uri(app.Urls.Single());
        return new Http2Upstream(app, new IPEndPoint(IPAddress.Loopback, address.Port));
    }

    /// <summary>What a plugin ends requests with.</summary>
    private sealed record Exiting(int Status, string Body, string? Type)
    {
        public ValueTask RunAsync(PluginContext context)
        {
            context.Exit(Status, Encoding.UTF8.GetBytes(Body), Type);
            return default;
        }
    }

    private sealed class Http2Upstream(WebApplication app, IPEndPoint address) : IAsyncDisposable
    {
        public IPEndPoint Address => address;

        public async ValueTask DisposeAsync()
        {
            await app.StopAsync(new CancellationToken(canceled: true));
            await app.DisposeAsync();
        }
    }

    /// <summary>A body that the test sends piece by piece.</summary>
    private sealed class PushContent : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _stream = new();
        private readonly TaskCompletionSource _completed = new();

        public async Task SendAsync(byte[] data)
        {
            var stream = await _stream.Task;
            await stream.WriteAsync(data);
            await stream.FlushAsync();
        }

        public void Complete() => _completed.SetResult();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            _stream.SetResult(stream);
            await _completed.Task;
        }
    }
}

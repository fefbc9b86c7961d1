using System.Collections.Concurrent;
using System.Net;
using Sightglass.Gateway.Listening;
using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;

namespace Truth.Scenarios;

/// <summary>Many requests, large requests.</summary>
[Collection(LoadCollection.Name)]
public sealed class LoadTests
{
    [Fact]
    public async Task Connection_OfAHundredRequests_EachTraceIsItsOwn()
    {
        await using var upstream = Upstream.Answering(Setup.Ok);
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint));
        using var client = await Client.ConnectAsync(gateway.Address);
        for (var number = 1; number <= 100; number++)
        {
            await client.SendAsync($"/{number}");
        }

        for (var number = 1; number <= 100; number++)
        {
            var trace = await gateway.NextTraceAsync();
            Shows.Invariants(trace);
            Shows.Attribute(trace.Root, "url.full", $"http://gateway.test/{number}");
            Shows.Attribute(trace.Root, "proxy.kong.client.connection.request_count", $"{number}");
            Shows.Attribute(trace.Root, "proxy.kong.client_KA", number == 1 ? "false" : "true");
            Shows.Attribute(Shows.Single(trace, "kong.upstream.find_upstream"), "keepalive", number == 1 ? "false" : "true");
            Shows.Attribute(trace.Root, "http.request.size", $"{$"GET /{number} HTTP/1.1\r\nHost: gateway.test\r\n\r\n".Length}");
        }
    }

    [Fact]
    public Task Connection_IdleBetweenRequests_IsInNoTrace() => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.Answering(Setup.Ok);
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint));
        using var client = await Client.ConnectAsync(gateway.Address);
        await Setup.WarmUpAsync(gateway, client, injection);
        await injection.DelayAsync(450);
        await client.SendAsync();

        var trace = await gateway.NextTraceAsync();
        Shows.Invariants(trace);
        Shows.That(trace, trace.Latency.Total < injection.Elapsed.TotalNanoseconds / 4, "the request is long");
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FiftyMegabytes_Streamed_AddUpAndAreCounted(bool upload)
    {
        const int Size = 50_000_000;
        var piece = new byte[1_000_000];
        await using var upstream = Upstream.Answering(async (wire, _) =>
        {
            await wire.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {(upload ? 0 : Size)}\r\n\r\n");
            for (var sent = 0; sent < Size && !upload; sent += piece.Length)
            {
                await wire.SendAsync(piece);
            }
        });
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint));
        using var client = await Client.ConnectAsync(gateway.Address);
        await client.Wire.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {(upload ? Size : 0)}\r\n\r\n");
        for (var sent = 0; sent < Size && upload; sent += piece.Length)
        {
            await client.Wire.SendAsync(piece);
        }

        Assert.Equal(upload ? 0 : Size, (await client.ReadAsync()).BodySize);

        var trace = await gateway.NextTraceAsync();
        Shows.Invariants(trace);
        Shows.Attribute(trace.Root, "http.request.body.size", upload ? $"{Size}" : "0");
        Shows.Attribute(trace.Root, "http.response.body.size", upload ? "0" : $"{Size}");
    }

    [Fact]
    public Task Http2_FiftyStreamsAtOnce_EachShowsItsOwnDelay() => Scenario.RunAsync(async _ =>
    {
        const int Streams = 50;
        var delays = new ConcurrentDictionary<string, Injection>();
        await using var upstream = Upstream.Answering(async (wire, head) =>
        {
            var own = new Injection();
            own.Arm();
            var path = head.Split(' ')[1];
            delays[path] = own;
            await own.DelayAsync(path.StartsWith("/warm", StringComparison.Ordinal) ? 50 : 1_000);
            await wire.SendAsync(Setup.Ok);
        });
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint), options: options =>
            options with { Listeners = [new ListenerSettings { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Tls = true, Http2 = true }] });
        using var handler = new SocketsHttpHandler();
#pragma warning disable CA5359 // The gateway's certificate is made at its start; what it says is not the point here.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using var client = new HttpClient(handler)
        {
            BaseAddress = new Uri($"https://{gateway.Address}"),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        // As many at once as are measured, so that their connections to the upstream are there.
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(number => client.GetStringAsync($"/warm/{number}")));
        for (var i = 0; i < Streams; i++)
        {
            Shows.Invariants(await gateway.NextTraceAsync());
        }

        var replies = await Task.WhenAll(Enumerable.Range(0, Streams).Select(number => client.GetStringAsync($"/{number}")));

        Assert.All(replies, reply => Assert.Equal("hello", reply));
        var seen = new HashSet<string>();
        for (var i = 0; i < Streams; i++)
        {
            var trace = await gateway.NextTraceAsync();
            Assert.True(trace.Root.TryGet("url.full", out var url));
            var path = new Uri(url.AsString).AbsolutePath;
            Assert.True(seen.Add(path), path);
            Shows.Attribute(trace.Root, "network.protocol.version", "2");
            Shows.Delay(trace, delays[path], Party.Upstream, "kong.read_headers_from_upstream");
        }
    });
}

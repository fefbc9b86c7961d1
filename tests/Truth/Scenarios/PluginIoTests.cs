using System.Net;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Http;
using Sightglass.PluginSdk.Io.Redis;
using Sightglass.PluginSdk.Io.Sockets;
using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;

namespace Truth.Scenarios;

/// <summary>A plugin waits for somebody else, by way of the SDK's clients.</summary>
public sealed class PluginIoTests
{
    private const string HttpRequest = "kong.io.http.request";

    [Fact]
    public Task Redis_Slow_IsInItsCallAndThirdParty() => Scenario.RunAsync(async injection =>
    {
        await using var redis = Upstream.RawSocket(async (socket, wire) =>
        {
            var buffer = new byte[1_024];
            while (await socket.ReceiveAsync(buffer) > 0)
            {
                await injection.DelayAsync(900);
                await wire.SendAsync("$2\r\nok\r\n");
            }
        });
        await using var client = new RedisClient(
            new RedisOptions { Host = "127.0.0.1", Port = redis.EndPoint.Port }, SystemNameResolver.Instance, TimeProvider.System);
        var plugin = new ProbePlugin
        {
            Access = async context => await client.ExecuteAsync(context.IoScope(), new RedisCommand("GET", "key"), context.Aborted),
        };

        var trace = await Setup.MeasureAsync(injection, plugin);

        Shows.Delay(trace, injection, Party.ThirdParty, "kong.io.redis.get");
        Shows.Duration(trace, trace.Latency.Redis, injection.Elapsed, "redis");
        Assert.Equal(0, trace.Latency.HttpClient + trace.Latency.Dns + trace.Latency.TcpSock);
    });

    [Fact]
    public Task Http_Slow_IsInItsCallAndThirdParty() => Scenario.RunAsync(async injection =>
    {
        await using var service = Slow(injection);
        await using var client = NewClient();
        var plugin = new ProbePlugin { Access = async context => await client.SendAsync(context.IoScope(), To(service), context.Aborted) };

        var trace = await Setup.MeasureAsync(injection, plugin);

        Shows.Delay(trace, injection, Party.ThirdParty, HttpRequest);
        Shows.Duration(trace, trace.Latency.HttpClient, injection.Elapsed, "HTTP client");
        Shows.Attribute(Shows.Single(trace, HttpRequest), "http.response.status_code", "200");
    });

    [Fact]
    public Task Socket_Slow_IsInReceiveAndThirdParty() => Scenario.RunAsync(async injection =>
    {
        await using var service = Upstream.Raw(async wire =>
        {
            await wire.ReadHeadAsync();
            await injection.DelayAsync(900);
            await wire.SendAsync("done\n");
        });
        var plugin = new ProbePlugin
        {
            Access = async context =>
            {
                await using var socket = new SocketClient(SystemNameResolver.Instance, TimeProvider.System);
                await socket.ConnectAsync(context.IoScope(), "127.0.0.1", service.EndPoint.Port, context.Aborted);
                await socket.SendAsync(context.IoScope(), "ask\r\n\r\n"u8.ToArray(), context.Aborted);
                await socket.ReceiveLineAsync(context.IoScope(), context.Aborted);
            },
        };

        var trace = await Setup.MeasureAsync(injection, plugin);

        Shows.Delay(trace, injection, Party.ThirdParty, "kong.io.socket.receive");
        Shows.Duration(trace, trace.Latency.TcpSock, injection.Elapsed, "sockets");
    });

    [Fact]
    public Task TwoHttpCalls_SideBySide_CountOnceAndInFull() => Scenario.RunAsync(async injection =>
    {
        var other = new Injection();
        await using var service = Slow(injection);
        await using var twin = Slow(other);
        await using var client = NewClient();
        var plugin = new ProbePlugin
        {
            Access = async context =>
            {
                if (injection.Armed)
                {
                    other.Arm();
                }

                var scope = context.IoScope();
                await Task.WhenAll(
                    client.SendAsync(scope, To(service), context.Aborted).AsTask(),
                    client.SendAsync(scope, To(twin), context.Aborted).AsTask());
            },
        };

        var trace = await Setup.MeasureAsync(injection, plugin);

        var longest = injection.Elapsed > other.Elapsed ? injection : other;
        Shows.Delay(trace, longest, Party.ThirdParty, HttpRequest, HttpRequest);
        Assert.Equal(2, trace.Spans.Count(span => span.Name == HttpRequest));
        Shows.Duration(trace, trace.Latency.HttpClient, injection.Elapsed + other.Elapsed, "HTTP client");
    });

    [Fact]
    public Task HttpCall_InTheLogPhase_IsNoPartOfTheTotal() => Scenario.RunAsync(async injection =>
    {
        await using var service = Slow(injection);
        await using var client = NewClient();
        var plugin = new ProbePlugin { Log = async context => await client.SendAsync(context.IoScope(), To(service), CancellationToken.None) };

        var trace = await Setup.MeasureAsync(injection, plugin);

        Shows.Delay(trace, injection, Party.None, HttpRequest, "kong.phase.log", "kong.log.plugin.probe");
        Assert.Equal(0, trace.Latency.ThirdParty);
    });

    private static Upstream Slow(Injection injection) => Upstream.Answering(async (wire, _) =>
    {
        await injection.DelayAsync(900);
        await wire.SendAsync(Setup.Ok);
    });

    private static PluginHttpClient NewClient() => new(new PluginHttpOptions(), SystemNameResolver.Instance, TimeProvider.System);

    private static PluginHttpRequest To(Upstream service) => new() { Uri = new Uri($"http://{IPAddress.Loopback}:{service.EndPoint.Port}/") };
}

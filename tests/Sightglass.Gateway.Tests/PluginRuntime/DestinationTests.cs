using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Tests.PluginRuntime;

/// <summary>Plugins that say where a request goes, and what they may see of a buffered response.</summary>
public sealed class DestinationTests
{
    [Fact]
    public async Task SetTarget_GoesThereWithItsHost()
    {
        await using var configured = FakeUpstream.Ok("configured");
        await using var other = FakeUpstream.Ok("other");
        await using var gateway = await StartAsync(configured.EndPoint, context =>
        {
            if (context.Request.Headers.ContainsKey("X-Other"))
            {
                context.ServiceRequest.SetTarget("127.0.0.1", other.EndPoint.Port);
            }
        });

        Assert.Equal("other", (await gateway.GetAsync("/", "X-Other: 1\r\n")).Body);
        Assert.Equal("configured", (await gateway.GetAsync("/")).Body);

        Assert.Equal($"127.0.0.1:{other.EndPoint.Port}", Assert.Single(other.Requests)["Host"]);
        Assert.Single(configured.Requests);
    }

    [Fact]
    public async Task SetTarget_AgainAndAgain_UsesTheConnectionAgain()
    {
        await using var configured = FakeUpstream.Ok();
        await using var other = FakeUpstream.Ok("other");
        await using var gateway = await StartAsync(configured.EndPoint, context => context.ServiceRequest.SetTarget("127.0.0.1", other.EndPoint.Port));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("other", (await gateway.GetAsync("/")).Body);
        }

        Assert.Equal(1, other.Connections);
    }

    [Fact]
    public async Task SetTarget_DeadWithRetriesSet_TriesAsOftenAsSaid()
    {
        await using var configured = FakeUpstream.Ok();
        var dead = FakeUpstream.Ok();
        var port = dead.EndPoint.Port;
        await dead.DisposeAsync();
        var tries = new ConcurrentQueue<int>();
        await using var gateway = await StartAsync(
            configured.EndPoint,
            context =>
            {
                context.ServiceRequest.SetTarget("127.0.0.1", port);
                context.ServiceRequest.Retries = 2;
            },
            log: context => tries.Enqueue(context.Tries.Count));

        Assert.Equal(502, (await gateway.GetAsync("/")).Status);

        await Eventually.TrueAsync(() => !tries.IsEmpty, "the log phase");
        Assert.Equal([3], tries);
    }

    [Fact]
    public async Task SetTimeouts_SlowUpstream_504()
    {
        using var gate = new SemaphoreSlim(0);
        await using var slow = new FakeUpstream(_ =>
        {
            gate.Wait(TimeSpan.FromSeconds(30));
            return FakeUpstream.Response("late");
        });
        await using var gateway = await StartAsync(slow.EndPoint, context =>
        {
            context.ServiceRequest.SetTimeouts(1_000, 1_000, 50);
            context.ServiceRequest.Retries = 0;
        });

        var response = await gateway.GetAsync("/");
        gate.Release(10);

        Assert.Equal(504, response.Status);
    }

    [Fact]
    public async Task TrySetUpstream_Known_GoesToItsTargets()
    {
        await using var configured = FakeUpstream.Ok("configured");
        await using var pooled = FakeUpstream.Ok("pooled");
        var found = new ConcurrentQueue<bool>();
        await using var gateway = await StartAsync(
            configured.EndPoint,
            context =>
            {
                found.Enqueue(context.ServiceRequest.TrySetUpstream("none"));
                found.Enqueue(context.ServiceRequest.TrySetUpstream("pool"));
            },
            configuration: configuration => configuration with
            {
                Upstreams = [new UpstreamConfig { Id = Configurations.Id(50), Name = "pool", Targets = [new TargetConfig { Id = Configurations.Id(51), Target = pooled.EndPoint.ToString(), Weight = 100 }] }],
            });

        Assert.Equal("pooled", (await gateway.GetAsync("/")).Body);
        Assert.Equal([false, true], found);
    }

    [Fact]
    public async Task Buffered_Body_IsSeenUntilTheEnd()
    {
        await using var upstream = FakeUpstream.Ok("whole body");
        var seen = new ConcurrentQueue<string>();
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            context => context.ServiceRequest.EnableBuffering(),
            log: context => seen.Enqueue($"log {context.Response.IsBuffered} {Encoding.UTF8.GetString(context.Response.Body.Span)}"),
            headerFilter: context => seen.Enqueue($"header_filter {context.Response.IsBuffered} {Encoding.UTF8.GetString(context.Response.Body.Span)}"));

        Assert.Equal("whole body", (await gateway.GetAsync("/")).Body);
        await Eventually.TrueAsync(() => seen.Count == 2, "the log phase");

        Assert.Equal(["header_filter True whole body", "log True whole body"], seen);
    }

    [Fact]
    public async Task HeaderNames_AndPrefix_AreThoseOfTheRequestToTheUpstream()
    {
        await using var upstream = FakeUpstream.Ok();
        var seen = new ConcurrentQueue<string>();
        await using var gateway = await StartAsync(
            upstream.EndPoint,
            context =>
            {
                context.ServiceRequest.SetHeader("X-Added", "1");
                context.ServiceRequest.RemoveHeader("X-Gone");
                seen.Enqueue(string.Join(' ', context.ServiceRequest.HeaderNames.Order(StringComparer.Ordinal)));
                seen.Enqueue($"{context.ServiceRequest.StrippedPrefix} {context.Client.IsTrusted(IPAddress.Loopback)} {context.Client.IsTrusted(IPAddress.Parse("192.0.2.1"))}");
            },
            configuration: configuration => configuration with { Routes = [configuration.Routes[0] with { Paths = ["/outer"], StripPath = true }] },
            options: options => options with { TrustedIps = [IPNetwork.Parse("127.0.0.0/8")] });

        Assert.Equal(200, (await gateway.GetAsync("/outer/x", "X-Gone: 1\r\nX-Kept: 1\r\n")).Status);

        Assert.Equal(["Host X-Added X-Kept", "/outer True False"], seen);
    }

    private static Task<GatewayFixture> StartAsync(
        IPEndPoint upstream,
        Action<PluginContext> access,
        Action<PluginContext>? log = null,
        Action<PluginContext>? headerFilter = null,
        Func<GatewayConfiguration, GatewayConfiguration>? configuration = null,
        Func<GatewayOptions, GatewayOptions>? options = null)
    {
        var plugin = new TestPlugin("a", 1, PluginPhases.Access | PluginPhases.HeaderFilter | PluginPhases.Log)
        {
            Access = context =>
            {
                access(context);
                return default;
            },
            HeaderFilter = headerFilter,
            Log = context =>
            {
                log?.Invoke(context);
                return default;
            },
        };
        var basic = Configurations.Proxy(upstream) with { Plugins = [Configurations.Plugin("a")] };
        return GatewayFixture.StartAsync(configuration is null ? basic : configuration(basic), options, null, plugin);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Snapshots;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Fakes.RawServer;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Gateway.Tests.PluginRuntime;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Tests.Hosting;

public sealed class GatewayHostTests
{
    [Fact]
    public async Task Apply_NewConfiguration_ServesTheNextRequestOnTheSameConnection()
    {
        await using var first = FakeUpstream.Ok("first");
        await using var second = FakeUpstream.Ok("second");
        await using var gateway = await GatewayFixture.ProxyAsync(first.EndPoint);
        using var client = await gateway.ConnectAsync();

        Assert.Equal("first", (await client.GetAsync("/")).Body);
        await gateway.Host.ApplyAsync(Configurations.Proxy(second.EndPoint));

        Assert.Equal("second", (await client.GetAsync("/")).Body);
    }

    [Fact]
    public async Task Apply_BrokenConfiguration_AllErrorsAreToldAndTheOldOneStays()
    {
        await using var upstream = FakeUpstream.Ok();
        var plugin = new TestPlugin("p", 1, PluginPhases.Access);
        await using var gateway = await GatewayFixture.StartAsync(Configurations.Proxy(upstream.EndPoint), null, null, plugin);
        var broken = Configurations.Proxy(upstream.EndPoint) with
        {
            Routes =
            [
                new RouteConfig { Id = Configurations.Id(2), Service = Configurations.Id(1), Paths = ["~/a(b"], Name = "bad-regex" },
            ],
            Plugins =
            [
                Configurations.Plugin("unknown", 101),
                Configurations.Plugin("p", 102, config: new JsonObject { ["broken"] = true }),
                Configurations.Plugin("p", 103),
            ],
        };

        var error = await Assert.ThrowsAsync<SnapshotException>(() => gateway.Host.ApplyAsync(broken));

        Assert.Equal(3, error.Errors.Count);
        Assert.Contains(error.Errors, text => text.Contains("'bad-regex'", StringComparison.Ordinal));
        Assert.Contains(error.Errors, text => text.Contains("plugin 'unknown' not enabled", StringComparison.Ordinal));
        Assert.Contains(error.Errors, text => text.Contains("the configuration is broken", StringComparison.Ordinal));
        Assert.Equal(0, plugin.LiveHandlers);
        Assert.Equal(200, (await gateway.GetAsync("/")).Status);
    }

    [Fact]
    public async Task Apply_PluginUnchanged_KeepsItsHandler()
    {
        await using var upstream = FakeUpstream.Ok();
        var plugin = new TestPlugin("p", 1, PluginPhases.Access);
        var configuration = Configurations.Proxy(upstream.EndPoint) with { Plugins = [Configurations.Plugin("p")] };
        await using var gateway = await GatewayFixture.StartAsync(configuration, null, null, plugin);

        await gateway.Host.ApplyAsync(configuration with { Routes = [.. configuration.Routes.Select(static route => route with { Paths = ["/x"] })] });
        Assert.Equal(1, plugin.MadeHandlers);

        await gateway.Host.ApplyAsync(configuration with { Plugins = [Configurations.Plugin("p", config: new JsonObject { ["label"] = "x" })] });
        Assert.Equal(2, plugin.MadeHandlers);
        await Eventually.TrueAsync(() => plugin.LiveHandlers == 1, "the old handler was released");
    }

    [Fact]
    public async Task Apply_RequestInProgress_ItsPluginsLiveUntilItEnds()
    {
        var goOn = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            asked.SetResult();
            await goOn.Task;
            await connection.SendAsync(FakeUpstream.Response("old"));
            await connection.WaitForCloseAsync();
        });
        var plugin = new TestPlugin("p", 1, PluginPhases.Log);
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint) with { Plugins = [Configurations.Plugin("p")] },
            null,
            null,
            plugin);

        var request = gateway.GetAsync("/");
        await asked.Task;
        await gateway.Host.ApplyAsync(GatewayConfiguration.Empty);
        Assert.Equal(404, (await gateway.GetAsync("/")).Status);
        Assert.Equal(1, plugin.LiveHandlers);
        goOn.SetResult();

        Assert.Equal("old", (await request).Body);
        await Eventually.TrueAsync(() => plugin.LiveHandlers == 0, "the handler was released");
        Assert.Contains("p:log", plugin.Calls);
    }

    [Fact]
    public async Task Stop_RequestInProgress_IsAnsweredFirst()
    {
        var asked = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            asked.SetResult();
            await goOn.Task;
            await connection.SendAsync(FakeUpstream.Response("in time"));
            await connection.WaitForCloseAsync();
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        var request = gateway.GetAsync("/");
        await asked.Task;

        var stopping = gateway.Host.StopAsync();
        goOn.SetResult();

        Assert.Equal("in time", (await request).Body);
        await stopping;
        await Assert.ThrowsAnyAsync<SocketException>(() => gateway.ConnectAsync());
    }

    [Fact]
    public async Task Start_PortInUse_FailsAndLeavesNothingBehind()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var plugin = new TestPlugin("p", 1, PluginPhases.Access);

        await Assert.ThrowsAnyAsync<IOException>(() => GatewayFixture.StartAsync(
            GatewayConfiguration.Empty with { Plugins = [Configurations.Plugin("p")] },
            options => options with { Listeners = [new() { EndPoint = (IPEndPoint)taken.LocalEndPoint! }] },
            null,
            plugin));

        Assert.Equal(0, plugin.LiveHandlers);
    }

    [Fact]
    public async Task Apply_UnderTraffic_NoRequestFails()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        var statuses = Enumerable.Range(0, 4).Select(async _ =>
        {
            using var client = await gateway.ConnectAsync();
            var seen = new HashSet<int>();
            for (var i = 0; i < 200; i++)
            {
                seen.Add((await client.GetAsync("/")).Status);
            }

            return seen;
        }).ToList();

        for (var i = 0; i < 20; i++)
        {
            await gateway.Host.ApplyAsync(Configurations.Proxy(upstream.EndPoint, route => route with { Name = $"generation-{i}" }));
        }

        Assert.All(await Task.WhenAll(statuses), seen => Assert.Equal([200], seen));
        Assert.Equal(800, gateway.Host.Metrics.Requests);
    }
}

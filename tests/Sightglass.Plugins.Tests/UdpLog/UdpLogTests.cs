using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.Plugins.UdpLog;

namespace Sightglass.Plugins.Tests.UdpLog;

public sealed class UdpLogTests
{
    [Fact]
    public async Task LogAsync_EachRequest_IsADatagram()
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var handler = PluginFactory.Create(
            new UdpLogPlugin(new LuaHost()), $$"""{"host":"127.0.0.1","port":{{((IPEndPoint)server.Client.LocalEndPoint!).Port}}}""");

        for (var i = 0; i < 2; i++)
        {
            await handler.LogAsync(new FakePluginContext());
            var datagram = await server.ReceiveAsync(TestContext.Current.CancellationToken);

            Assert.Equal("GET", (string?)JsonNode.Parse(datagram.Buffer)!["request"]!["method"]);
        }
    }

    [Fact]
    public async Task LogAsync_UnknownName_IsLogged()
    {
        var log = new ListLogger();
        await using var handler = PluginFactory.Create(new UdpLogPlugin(new LuaHost()), """{"host":"nowhere.invalid","port":9}""", logger: log);

        await handler.LogAsync(new FakePluginContext());

        await Poll.UntilAsync(() => log.Entries.Any(entry => entry.Message.Contains("could not connect to nowhere.invalid:9", StringComparison.Ordinal)));
    }

    [Fact]
    public void Schema_WithoutHostAndPort_IsRefused() => Assert.Equal(
        ["host: required field missing", "port: required field missing"], PluginFactory.Problems(new UdpLogPlugin(new LuaHost()), "{}"));
}

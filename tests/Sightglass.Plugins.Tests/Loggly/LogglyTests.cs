using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Plugins.Loggly;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.Loggly;

public sealed class LogglyTests
{
    [Theory]
    [InlineData("", 200, 14, "tag=\"kong\"")]
    [InlineData(""","tags":["a","b\"]c"],"client_errors_severity":"notice" """, 404, 13, "tag=\"a\" tag=\"b\\\"\\]c\"")]
    [InlineData(""","server_errors_severity":"crit" """, 500, 10, "tag=\"kong\"")]
    public async Task LogAsync_Response_IsASyslogMessage(string more, int status, int priority, string tags)
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var time = new ManualTime();
        time.Set(new DateTimeOffset(2026, 3, 7, 8, 9, 10, TimeSpan.Zero));
        await using var handler = PluginFactory.Create(
            new LogglyPlugin(new LuaHost()),
            $$"""{"host":"127.0.0.1","port":{{((IPEndPoint)server.Client.LocalEndPoint!).Port}},"key":"token"{{more}}}""",
            time);
        var context = new FakePluginContext { Clock = time };
        context.Response.StatusCode = status;

        await handler.LogAsync(context);
        var message = Encoding.UTF8.GetString((await server.ReceiveAsync(TestContext.Current.CancellationToken)).Buffer);

        var head = $"<{priority}>1 2026-03-07T08:09:10Z node-1 kong - - [token@41058 {tags}] ";
        Assert.StartsWith(head, message, StringComparison.Ordinal);
        Assert.Equal(status, (int?)JsonNode.Parse(message[head.Length..])!["response"]!["status"]);
    }

    [Fact]
    public void Schema_WithoutKey_IsRefused() =>
        Assert.Equal(["key: required field missing"], PluginFactory.Problems(new LogglyPlugin(new LuaHost()), "{}"));
}

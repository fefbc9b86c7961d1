using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.TcpLog;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.TcpLog;

public sealed class TcpLogTests
{
    [Fact]
    public async Task LogAsync_SeveralRequests_AreLinesOfOneConnection()
    {
        using var server = Listen();
        await using var handler = Create(server);
        await handler.LogAsync(new FakePluginContext());
        using var client = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        var first = await reader.ReadLineAsync(TestContext.Current.CancellationToken);

        await handler.LogAsync(new FakePluginContext());
        var second = await reader.ReadLineAsync(TestContext.Current.CancellationToken);

        Assert.Equal("GET", (string?)JsonNode.Parse(first!)!["request"]!["method"]);
        Assert.Equal("GET", (string?)JsonNode.Parse(second!)!["request"]!["method"]);
        Assert.False(server.Pending());
    }

    [Fact]
    public async Task LogAsync_ServerHasClosed_ConnectsAnew()
    {
        using var server = Listen();
        await using var handler = Create(server);
        await handler.LogAsync(new FakePluginContext());
        using (var client = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
        using (var reader = new StreamReader(client.GetStream()))
        {
            await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        }

        await handler.LogAsync(new FakePluginContext());
        using var again = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using var lines = new StreamReader(again.GetStream());

        Assert.NotNull(await lines.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task LogAsync_KeepaliveIsOver_ConnectsAnew()
    {
        using var server = Listen();
        await using var handler = Create(server, ""","keepalive":0""");
        await handler.LogAsync(new FakePluginContext());
        using var first = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(first.GetStream());
        await reader.ReadLineAsync(TestContext.Current.CancellationToken);

        await handler.LogAsync(new FakePluginContext());
        using var second = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        Assert.Null(await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task LogAsync_Tls_SendsTheServerName()
    {
        using var server = Listen();
        using var certificate = WebServer.MakeCertificate();
        await using var handler = Create(server, ""","tls":true,"tls_sni":"logs.test","custom_fields_by_lua":{"extra":"return 1 + 1"}""");
        await handler.LogAsync(new FakePluginContext());
        using var client = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);

        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);

        Assert.Equal("logs.test", stream.TargetHostName);
        Assert.Equal(2, (int?)JsonNode.Parse(line!)!["extra"]);
    }

    [Fact]
    public async Task LogAsync_NobodyListens_IsLogged()
    {
        int port;
        using (var server = Listen())
        {
            port = ((IPEndPoint)server.LocalEndpoint).Port;
        }

        var log = new ListLogger();
        await using var handler = PluginFactory.Create(new TcpLogPlugin(new LuaHost()), $$"""{"host":"127.0.0.1","port":{{port}}}""", logger: log);

        await handler.LogAsync(new FakePluginContext());

        await Poll.UntilAsync(() => log.Entries.Any(entry => entry.Message.Contains("1 queue entries were lost", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{}", "host: required field missing", "port: required field missing")]
    [InlineData("""{"host":"h","port":70000}""", "port: value should be between 0 and 65535")]
    public void Schema_BadConfiguration_IsRefused(string config, params string[] problems) =>
        Assert.Equal(problems, PluginFactory.Problems(new TcpLogPlugin(new LuaHost()), config));

    private static TcpListener Listen()
    {
        var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        return server;
    }

    private static PluginHandler Create(TcpListener server, string more = "") => PluginFactory.Create(
        new TcpLogPlugin(new LuaHost()), $$"""{"host":"127.0.0.1","port":{{((IPEndPoint)server.LocalEndpoint).Port}}{{more}}}""");
}

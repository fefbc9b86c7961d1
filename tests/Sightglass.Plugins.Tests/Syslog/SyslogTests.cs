using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Plugins.Lua;
using Sightglass.Plugins.Syslog;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.Syslog;

public sealed class SyslogTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("syslog").FullName;

    private string SocketPath => Path.Combine(_directory, "log");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("{}", 200, 14)]
    [InlineData("""{"facility":"local3","client_errors_severity":"warning","log_level":"warning"}""", 404, 156)]
    [InlineData("""{"facility":"kern","server_errors_severity":"emerg"}""", 503, 0)]
    [InlineData("""{"facility":"ftp","successful_severity":"debug","log_level":"debug"}""", 302, 95)]
    public async Task LogAsync_Response_GoesToTheSyslogWithItsSeverity(string config, int status, int priority)
    {
        using var syslog = Bind();
        var time = new ManualTime();
        time.Set(new DateTimeOffset(2026, 3, 7, 8, 9, 10, TimeSpan.Zero));
        await using var handler = PluginFactory.Create(new SyslogPlugin(new LuaHost(), SocketPath), config, time);
        var context = new FakePluginContext { Clock = time };
        context.Response.StatusCode = status;

        await handler.LogAsync(context);
        var message = await ReceiveAsync(syslog);

        var head = $"<{priority}>{time.GetLocalNow():MMM}  7 {time.GetLocalNow():HH:mm:ss} kong: ";
        Assert.StartsWith(head, message, StringComparison.Ordinal);
        Assert.Equal(status, (int?)JsonNode.Parse(message[head.Length..])!["response"]!["status"]);
    }

    [Fact]
    public async Task LogAsync_LessSevereThanWanted_IsNotSent()
    {
        using var syslog = Bind();
        await using var handler = PluginFactory.Create(new SyslogPlugin(new LuaHost(), SocketPath), """{"log_level":"err","server_errors_severity":"err"}""");
        var quiet = new FakePluginContext();
        quiet.Response.StatusCode = 200;
        var loud = new FakePluginContext();
        loud.Response.StatusCode = 500;

        await handler.LogAsync(quiet);
        await handler.LogAsync(loud);

        Assert.StartsWith("<11>", await ReceiveAsync(syslog), StringComparison.Ordinal);
        Assert.Equal(0, syslog.Available);
    }

    [Fact]
    public async Task LogAsync_SyslogWasRestarted_IsFoundAgain()
    {
        var log = new ListLogger();
        await using var handler = PluginFactory.Create(new SyslogPlugin(new LuaHost(), SocketPath), "{}", logger: log);
        await handler.LogAsync(new FakePluginContext());
        await Poll.UntilAsync(() => log.Entries.Any(entry => entry.Message.Contains("could not write to", StringComparison.Ordinal)));
        using (var before = Bind())
        {
            await handler.LogAsync(new FakePluginContext());
            await ReceiveAsync(before);
        }

        File.Delete(SocketPath);
        using var after = Bind();
        await handler.LogAsync(new FakePluginContext());

        Assert.NotEmpty(await ReceiveAsync(after));
    }

    [Fact]
    public void Schema_UnknownFacility_IsRefused() => Assert.StartsWith(
        "facility: expected one of: auth, ", Assert.Single(PluginFactory.Problems(new SyslogPlugin(new LuaHost()), """{"facility":"x"}""")), StringComparison.Ordinal);

    private Socket Bind()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(SocketPath));
        return socket;
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[65_536];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken));
    }
}

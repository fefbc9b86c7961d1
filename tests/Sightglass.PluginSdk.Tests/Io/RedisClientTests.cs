using System.Text;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Redis;
using Sightglass.PluginSdk.Tests.Samples;
using Sightglass.Tracing.Catalogue;

namespace Sightglass.PluginSdk.Tests.Io;

public sealed class RedisClientTests
{
    [Fact]
    public async Task ExecuteAsync_RealServer_SetsAndGets()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Client(server.Port);

        Assert.Equal("OK", (await client.ExecuteAsync(default, new RedisCommand("SET", "k", "välue"), default)).AsText());
        Assert.Equal("välue", (await client.ExecuteAsync(default, new RedisCommand("GET", "k"), default)).AsText());
        Assert.True((await client.ExecuteAsync(default, new RedisCommand("GET", "none"), default)).IsNull);
        Assert.Equal(41, (await client.ExecuteAsync(default, new RedisCommand("INCRBY", "n", "41"), default)).AsInteger());
        var refused = await client.ExecuteAsync(default, new RedisCommand("INCR", "k"), default);
        Assert.True(refused.IsError);
        Assert.StartsWith("ERR value is not an integer", refused.AsText());
    }

    [Fact]
    public async Task ExecuteAsync_Pipeline_AnswersInOrder()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Client(server.Port);
        var commands = Enumerable.Range(0, 500).Select(i => new RedisCommand("ECHO", $"{i}")).ToArray();

        var replies = await client.ExecuteAsync(default, commands, default);

        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), replies.Select(reply => reply.AsText()));
    }

    [Fact]
    public async Task ExecuteAsync_ManyAtOnce_NeverMixesReplies()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Client(server.Port, options => options with { MaxConnections = 4 });

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
            (await client.ExecuteAsync(default, new RedisCommand("ECHO", $"{i}"), default)).AsText() == $"{i}"));

        Assert.All(replies, Assert.True);
    }

    [Fact]
    public async Task EvalAsync_UnknownScript_IsSentOnceThenNamed()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Client(server.Port);
        var script = new RedisScript("return {KEYS[1], ARGV[1], redis.call('INCR', KEYS[1])}");
        var recording = new Recording();

        await client.EvalAsync(recording.Io, script, [Bytes("k")], [Bytes("a")], default);
        var second = await client.EvalAsync(recording.Io, script, [Bytes("k")], [Bytes("a")], default);

        Assert.Equal(["k", "a", "2"], second.Items.Select(item => item.AsText()));
        Assert.Equal(
            ["kong.io.redis.connect", "kong.io.redis.evalsha", "kong.io.redis.eval", "kong.io.redis.evalsha"],
            Recording.PluginSpans(recording.Complete()).Select(span => span.Name));
    }

    [Fact]
    public async Task ExecuteAsync_Recorded_NamesPeerAndChargesRedis()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Client(server.Port);
        var recording = new Recording();

        await client.ExecuteAsync(recording.Io, new[] { new RedisCommand("PING"), new RedisCommand("PING") }, default);

        var trace = recording.Complete();
        var spans = Recording.PluginSpans(trace);
        Assert.Equal(["kong.io.redis.connect", "kong.io.redis.commit_pipeline"], spans.Select(span => span.Name));
        Assert.All(spans, span =>
        {
            Assert.Equal("127.0.0.1", Recording.Attribute(span, AttributeKeys.NetworkPeerAddress));
            Assert.Equal("redis", Recording.Attribute(span, AttributeKeys.NetworkProtocolName));
        });
        Assert.Equal(trace.Latency.ThirdParty, trace.Latency.Redis);
        Assert.True(trace.Latency.Redis > 0);
    }

    [Fact]
    public async Task ExecuteAsync_PasswordAndDatabase_AreUsed()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "hush");
        await using var first = Client(server.Port, options => options with { Password = "hush" });
        await using var third = Client(server.Port, options => options with { Password = "hush", Username = "default", Database = 3 });

        await third.ExecuteAsync(default, new RedisCommand("SET", "k", "v"), default);

        Assert.True((await first.ExecuteAsync(default, new RedisCommand("GET", "k"), default)).IsNull);
        Assert.Equal("v", (await third.ExecuteAsync(default, new RedisCommand("GET", "k"), default)).AsText());
    }

    [Fact]
    public async Task ExecuteAsync_WrongPassword_IsRefusedWithoutRepeatingIt()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "hush");
        await using var client = Client(server.Port, options => options with { Password = "s3cret" });

        var failure = await Assert.ThrowsAsync<PluginIoException>(() => client.ExecuteAsync(default, new RedisCommand("PING"), default).AsTask());

        Assert.Equal(PluginIoError.Refused, failure.Error);
        Assert.DoesNotContain("s3cret", failure.ToString());
    }

    [Fact]
    public async Task ExecuteAsync_ServerRestarted_UsesANewConnection()
    {
        var served = 0;
        await using var peer = new TcpPeer(async (stream, stop) =>
        {
            var buffer = new byte[256];
            Assert.NotEqual(0, await stream.ReadAsync(buffer, stop));
            Interlocked.Increment(ref served);

            // One answer a connection, then it is gone.
            await stream.WriteAsync("+PONG\r\n"u8.ToArray(), stop);
        });
        await using var client = Client(peer.Port);

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("PONG", (await Retried(client)).AsText());
        }

        Assert.Equal(5, served);

        // The close may reach the client only after it has looked at the idle connection.
        static async Task<RedisValue> Retried(RedisClient client)
        {
            try
            {
                return await client.ExecuteAsync(default, new RedisCommand("PING"), default);
            }
            catch (PluginIoException e) when (e.Error == PluginIoError.Closed)
            {
                return await client.ExecuteAsync(default, new RedisCommand("PING"), default);
            }
        }
    }

    [Fact]
    public async Task ExecuteAsync_SilentServer_TimesOutAndDropsTheConnection()
    {
        var first = true;
        await using var peer = new TcpPeer(async (stream, stop) =>
        {
            if (first)
            {
                first = false;
                await Task.Delay(Timeout.Infinite, stop);
            }

            var buffer = new byte[256];
            Assert.NotEqual(0, await stream.ReadAsync(buffer, stop));
            await stream.WriteAsync("+SECOND\r\n"u8.ToArray(), stop);
        });
        await using var client = Client(peer.Port, options => options with { Timeout = TimeSpan.FromMilliseconds(100) });
        var recording = new Recording();

        var failure = await Assert.ThrowsAsync<PluginIoException>(() => client.ExecuteAsync(recording.Io, new RedisCommand("PING"), default).AsTask());

        Assert.Equal(PluginIoError.Timeout, failure.Error);
        Assert.Equal("timeout", Recording.PluginSpans(recording.Complete())[^1].StatusMessage);
        await using var patient = Client(peer.Port);
        Assert.Equal("SECOND", (await patient.ExecuteAsync(default, new RedisCommand("PING"), default)).AsText());
        Assert.Equal(2, peer.Connections);
    }

    [Fact]
    public async Task ExecuteAsync_ReplyTooLarge_IsRefused()
    {
        await using var peer = new TcpPeer(async (stream, stop) =>
        {
            await stream.WriteAsync("$10000\r\n"u8.ToArray(), stop);
            await stream.WriteAsync(new byte[10_000], stop);
            await Task.Delay(Timeout.Infinite, stop);
        });
        await using var client = Client(peer.Port, options => options with { MaxReply = 5000 });

        var failure = await Assert.ThrowsAsync<PluginIoException>(() => client.ExecuteAsync(default, new RedisCommand("GET", "k"), default).AsTask());

        Assert.Equal(PluginIoError.TooLarge, failure.Error);
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static RedisClient Client(int port, Func<RedisOptions, RedisOptions>? change = null)
    {
        // Generous: nothing here may depend on how busy the machine is.
        var options = new RedisOptions { Host = "127.0.0.1", Port = port, Timeout = TimeSpan.FromSeconds(30) };
        return new RedisClient(change?.Invoke(options) ?? options, SystemNameResolver.Instance, TimeProvider.System);
    }
}

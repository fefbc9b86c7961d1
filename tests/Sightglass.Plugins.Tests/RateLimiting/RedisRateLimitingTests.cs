using Sightglass.Plugins.RateLimiting;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;
using Sightglass.PluginSdk.Io.Redis;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Recording;

namespace Sightglass.Plugins.Tests.RateLimiting;

public sealed class RedisRateLimitingTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Access_TwoNodes_ShareTheLimit()
    {
        await using var server = await RedisServer.StartAsync();
        await using var one = Create(server.Port);
        await using var two = Create(server.Port);

        Assert.Equal("2", Remaining(await Use(one)));
        Assert.Equal("1", Remaining(await Use(two)));
        Assert.Equal("0", Remaining(await Use(one)));
        Assert.Equal(429, (await Use(two)).ExitStatus);
    }

    [Fact]
    public async Task Access_RejectedRequests_AreCountedAndKeysExpire()
    {
        await using var server = await RedisServer.StartAsync();
        await using var handler = Create(server.Port);
        for (var i = 0; i < 5; i++)
        {
            await Use(handler);
        }

        await using var client = Client(server.Port);
        const string Key = "ratelimit:00000000-0000-0000-0000-000000000000:00000000-0000-0000-0000-000000000000:203.0.113.7:1773500940000:minute";
        Assert.Equal("5", (await client.ExecuteAsync(default, new RedisCommand("GET", Key), default)).AsText());
        Assert.InRange((await client.ExecuteAsync(default, new RedisCommand("TTL", Key), default)).AsInteger(), 1, 60);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Access_StoreDown_PassesOnlyWhenFaultTolerant(bool tolerant)
    {
        var server = await RedisServer.StartAsync();
        await server.DisposeAsync();
        await using var handler = Create(server.Port, $"\"fault_tolerant\":{(tolerant ? "true" : "false")}");

        var context = new FakePluginContext { Clock = _time };

        if (tolerant)
        {
            await handler.AccessAsync(context);
        }
        else
        {
            await Assert.ThrowsAsync<PluginIoException>(async () => await handler.AccessAsync(context));
        }

        Assert.False(context.HasExited);
        Assert.Contains(context.Logger.Entries, entry => entry.Message.StartsWith("failed to get usage: 127.0.0.1:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Access_Recorded_ShowsTheCallUnderThePlugin()
    {
        await using var server = await RedisServer.StartAsync();
        await using var handler = Create(server.Port);
        await Use(handler);
        var recorder = new TraceRecorderPool().Rent();
        recorder.Begin(TraceRecorder.Now());
        var plugin = recorder.Start(SpanNames.Plugin("access", "rate-limiting"));
        var context = new FakePluginContext { Clock = _time, TraceValue = recorder };

        await handler.AccessAsync(context);

        recorder.End(plugin);
        recorder.Finish(TraceRecorder.Now());
        var trace = recorder.Complete("node", context.RequestId, ClockAnchor.Now(TimeProvider.System));
        Assert.Equal(["kong", "kong.access.plugin.rate-limiting", "kong.io.redis.evalsha"], trace.Spans.Select(span => span.Name));
        Assert.True(trace.Latency.Redis > 0);
    }

    [Fact]
    public async Task Access_SyncRate_ExchangesOnlyNowAndThen()
    {
        await using var server = await RedisServer.StartAsync();
        await using var one = Create(server.Port, "\"sync_rate\":0.5", 10);
        await using var two = Create(server.Port, "\"sync_rate\":0.5", 10);

        Assert.Equal("9", Remaining(await Use(one)));
        Assert.Equal("8", Remaining(await Use(one)));
        Assert.Equal("9", Remaining(await Use(two)));

        await using var client = Client(server.Port);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        await Poll.UntilAsync(async () => (await client.ExecuteAsync(default, new RedisCommand("EVAL", "local k = redis.call('KEYS', '*')[1]; return k and redis.call('GET', k)", "0"), default)).AsText() == "3");

        // Whichever exchanged first has not yet seen the other's; the next exchange carries an increment of its own and sees all.
        await Use(one);
        await Use(two);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        await Poll.UntilAsync(async () => (await client.ExecuteAsync(default, new RedisCommand("EVAL", "return redis.call('GET', redis.call('KEYS', '*')[1])", "0"), default)).AsText() == "5");
        await Use(one);
        await Use(two);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        await Poll.UntilAsync(async () => (await client.ExecuteAsync(default, new RedisCommand("EVAL", "return redis.call('GET', redis.call('KEYS', '*')[1])", "0"), default)).AsText() == "7");
        await Poll.UntilAsync(async () =>
        {
            var remaining = int.Parse(Remaining(await Use(one)), System.Globalization.CultureInfo.InvariantCulture);
            return remaining <= 3;
        });
    }

    private PluginHandler Create(int port, string more = "\"fault_tolerant\":true", int limit = 3) => PluginFactory.Create(
        new RateLimitingPlugin(),
        $$"""{"minute":{{limit}},"policy":"redis","redis":{"host":"127.0.0.1","port":{{port}},"timeout":30000},{{more}}}""",
        _time);

    private async Task<FakePluginContext> Use(PluginHandler handler)
    {
        var context = new FakePluginContext { Clock = _time };
        await handler.AccessAsync(context);
        return context;
    }

    private static string Remaining(FakePluginContext context) => context.Response.Headers["RateLimit-Remaining"].ToString();

    private static RedisClient Client(int port) =>
        new(new RedisOptions { Host = "127.0.0.1", Port = port, Timeout = TimeSpan.FromSeconds(30) }, SystemNameResolver.Instance, TimeProvider.System);
}

using Sightglass.Plugins.ResponseRateLimiting;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Io;

namespace Sightglass.Plugins.Tests.ResponseRateLimiting;

public sealed class ResponseRateLimitingTests
{
    private const string Minute = """{"limits":{"video":{"minute":5}}}""";

    private readonly ManualTime _time = new();
    private readonly ResponseRateLimitingPlugin _plugin = new();

    [Fact]
    public async Task Log_Response_IsCountedByWhatItCosts()
    {
        var first = await AskAsync(Minute, "video=2");
        var second = await AskAsync(Minute, "video=1, other=9");

        Assert.Equal("3", first.Response.Headers["X-RateLimit-Remaining-video-minute"]);
        Assert.Equal("2", second.Response.Headers["X-RateLimit-Remaining-video-minute"]);
        Assert.Equal("3", second.Response.Headers["X-RateLimit-Remaining-video"]);
        Assert.Equal("5", second.Response.Headers["X-RateLimit-Limit-video-minute"]);
        Assert.False(second.Response.Headers.ContainsKey("x-kong-limit"));
    }

    [Fact]
    public async Task HeaderFilter_NothingLeft_ReplacesTheResponseAndDoesNotCountIt()
    {
        await AskAsync(Minute, "video=5");
        var refused = await AskAsync(Minute, "video=1");
        var free = await AskAsync(Minute, null);
        _time.Advance(TimeSpan.FromMinutes(1));
        var later = await AskAsync(Minute, "video=1");

        Assert.Equal(429, refused.Response.StatusCode);
        Assert.Equal(0, refused.Response.Headers.ContentLength);
        Assert.Equal(200, free.Response.StatusCode);
        Assert.Equal(200, later.Response.StatusCode);
        Assert.Equal("4", later.Response.Headers["X-RateLimit-Remaining-video-minute"]);
    }

    [Fact]
    public async Task Access_BlockOnFirstViolation_RefusesBeforeTheUpstream()
    {
        const string Config = """{"block_on_first_violation":true,"limits":{"video":{"minute":1},"email":{"minute":9}}}""";
        await AskAsync(Config, "video=1");
        var refused = await AskAsync(Config, null);

        Assert.Equal(429, refused.ExitStatus);
        Assert.Equal("API rate limit exceeded for 'video'", refused.ErrorMessage);
    }

    [Theory]
    [InlineData("video=1, video = 2", 3)]
    [InlineData("video=x", 5)]
    [InlineData("video", 5)]
    [InlineData("=1", 5)]
    [InlineData("Video=1", 5)]
    [InlineData("video=1e300", 0)]
    public async Task HeaderFilter_OddHeaders_CostWhatCanBeRead(string header, int remaining) =>
        Assert.Equal(
            remaining.ToString(System.Globalization.CultureInfo.InvariantCulture),
            (await AskAsync(Minute, header)).Response.Headers["X-RateLimit-Remaining-video-minute"]);

    [Fact]
    public async Task Redis_TwoNodes_CountTogether()
    {
        await using var server = await RedisServer.StartAsync();
        var config = $$"""{"policy":"redis","redis_host":"127.0.0.1","redis_port":{{server.Port}},"limits":{"video":{"minute":5,"hour":9} } }""";
        await AskAsync(config, "video=2");

        var other = await AskAsync(config, "video=1", new ResponseRateLimitingPlugin());

        Assert.Equal("2", other.Response.Headers["X-RateLimit-Remaining-video-minute"]);
        Assert.Equal("6", other.Response.Headers["X-RateLimit-Remaining-video-hour"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Redis_Down_PassesOnlyWhenFaultTolerant(bool tolerant)
    {
        var server = await RedisServer.StartAsync();
        await server.DisposeAsync();
        var config = $$"""{"fault_tolerant":{{(tolerant ? "true" : "false")}},"policy":"redis","redis_host":"127.0.0.1","redis_port":{{server.Port}},"limits":{"video":{"minute":5} } }""";

        if (tolerant)
        {
            var context = await AskAsync(config, "video=1");
            Assert.False(context.HasExited);
            Assert.False(context.Response.Headers.ContainsKey("X-RateLimit-Limit-video-minute"));
        }
        else
        {
            await Assert.ThrowsAsync<PluginIoException>(() => AskAsync(config, "video=1"));
        }
    }

    [Theory]
    [InlineData("{}", "limits: required field missing")]
    [InlineData("""{"limits":{}}""", "limits: length must be at least 1")]
    [InlineData("""{"limits":{"v":{}}}""", "limits.v: at least one of these fields must be non-empty: 'second', 'minute', 'hour', 'day', 'month', 'year'")]
    [InlineData("""{"limits":{"v":{"second":2,"hour":1}}}""", "limits.v: the limit for hour(1.0) cannot be lower than the limit for second(2.0)")]
    [InlineData("""{"limits":{"v":{"second":0}}}""", "limits.v.second: value must be greater than 0")]
    [InlineData("""{"limits":{"a b":{"second":1}}}""", "limits: 'a b' cannot be part of a header's name")]
    public void Schema_BadConfiguration_IsRefused(string config, string problem) =>
        Assert.Equal([problem], PluginFactory.Problems(new ResponseRateLimitingPlugin(), config));

    private async Task<FakePluginContext> AskAsync(string config, string? cost, ResponseRateLimitingPlugin? plugin = null)
    {
        await using var handler = PluginFactory.Create(plugin ?? _plugin, config, _time);
        var context = new FakePluginContext { Clock = _time };
        await handler.AccessAsync(context);
        if (!context.HasExited)
        {
            context.Response.UpstreamStatus = 200;
            if (cost is not null)
            {
                context.Response.Headers["x-kong-limit"] = cost;
            }
        }

        handler.HeaderFilter(context);
        var piece = new BodyPiece { Data = "body"u8.ToArray(), IsLast = true };
        handler.BodyFilter(context, ref piece);
        Assert.Equal(context.Response.StatusCode == 429 && !context.HasExited, piece.Data.IsEmpty);
        await handler.LogAsync(context);
        return context;
    }
}

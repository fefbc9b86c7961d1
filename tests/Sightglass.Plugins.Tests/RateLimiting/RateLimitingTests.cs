using Microsoft.AspNetCore.Http;
using Sightglass.Configuration.Entities;
using Sightglass.Plugins.RateLimiting;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.RateLimiting;

public sealed class RateLimitingTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Access_WithinAndOverLimit_SetsHeaders()
    {
        // 15:09:26.535, so the minute has 34 s left (counted in whole seconds).
        var handler = Create("""{"minute":2}""");

        Assert.Equal("2/1 2/1/34 -", Show(await Use(handler)));
        Assert.Equal("2/0 2/0/34 -", Show(await Use(handler)));
        var refused = await Use(handler);
        Assert.Equal("2/0 2/0/34 34", Show(refused));
        Assert.Equal(429, refused.ExitStatus);
        Assert.Equal("API rate limit exceeded", refused.ErrorMessage);
    }

    [Fact]
    public async Task Access_NextCalendarWindow_StartsAnew()
    {
        var handler = Create("""{"minute":1}""");
        await Use(handler);
        Assert.Equal(429, (await Use(handler)).ExitStatus);

        _time.Set(new DateTimeOffset(2026, 3, 14, 15, 9, 59, 999, TimeSpan.Zero));
        var last = await Use(handler);
        Assert.Equal(429, last.ExitStatus);
        Assert.Equal("1", last.Response.Headers["RateLimit-Reset"]);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null((await Use(handler)).ExitStatus);
    }

    [Fact]
    public async Task Access_RejectedRequests_AreNotCounted()
    {
        var handler = Create("""{"second":1,"hour":3}""");

        Assert.Null((await Use(handler)).ExitStatus);
        for (var i = 0; i < 10; i++)
        {
            var refused = await Use(handler);
            Assert.Equal(429, refused.ExitStatus);
            Assert.Equal("2", refused.Response.Headers["X-RateLimit-Remaining-Hour"]);
            Assert.Equal("1", refused.Response.Headers.RetryAfter);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        var next = await Use(handler);
        Assert.Equal("1", next.Response.Headers["X-RateLimit-Remaining-Hour"]);
    }

    [Theory]
    [InlineData("""{"second":5,"minute":5}""", "RateLimit-Reset", "34")]
    [InlineData("""{"hour":5}""", "RateLimit-Reset", "3034")]
    [InlineData("""{"day":5}""", "RateLimit-Reset", "31834")]
    [InlineData("""{"month":5}""", "RateLimit-Reset", "1414234")]
    [InlineData("""{"year":5}""", "RateLimit-Reset", "25260634")]
    [InlineData("""{"second":3,"minute":5}""", "RateLimit-Limit", "3")]
    public async Task Access_Headers_NameTheTightestPeriod(string config, string header, string value)
    {
        var context = await Use(Create(config));

        Assert.Equal(value, context.Response.Headers[header]);
    }

    [Fact]
    public async Task Access_HideClientHeaders_SetsNone()
    {
        var handler = Create("""{"second":1,"hide_client_headers":true,"error_code":418,"error_message":"slow \"down\""}""");
        await Use(handler);

        var refused = await Use(handler);

        Assert.Empty(refused.Response.Headers);
        Assert.Equal(418, refused.ExitStatus);
        Assert.Equal("slow \"down\"", refused.ErrorMessage);
    }

    [Fact]
    public async Task Access_ManyAtOnce_HoldsTheLimitExactly()
    {
        var handler = Create("""{"minute":100}""");

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var passed = 0;
            for (var i = 0; i < 50; i++)
            {
                passed += (await Use(handler)).HasExited ? 0 : 1;
            }

            return passed;
        })));

        Assert.Equal(100, results.Sum());
    }

    [Fact]
    public async Task Access_NewHandlerOfSamePlugin_GoesOnCounting()
    {
        var plugin = new RateLimitingPlugin();
        await Use(PluginFactory.Create(plugin, """{"minute":2}""", _time));

        var second = await Use(PluginFactory.Create(plugin, """{"minute":2}""", _time));

        Assert.Equal("0", second.Response.Headers["RateLimit-Remaining"]);
    }

    [Fact]
    public async Task Access_OtherScope_CountsApart()
    {
        var plugin = new RateLimitingPlugin();
        await Use(PluginFactory.Create(plugin, """{"minute":2}""", _time, route: Guid.NewGuid()));

        var second = await Use(PluginFactory.Create(plugin, """{"minute":2}""", _time, route: Guid.NewGuid()));

        Assert.Equal("1", second.Response.Headers["RateLimit-Remaining"]);
    }

    /// <summary>Two requests that differ in what is named are counted apart; two that agree are counted together.</summary>
    [Theory]
    [InlineData("""{"minute":9}""", "consumer")]
    [InlineData("""{"minute":9}""", "credential without consumer")]
    [InlineData("""{"minute":9}""", "address")]
    [InlineData("""{"minute":9,"limit_by":"ip"}""", "address")]
    [InlineData("""{"minute":9,"limit_by":"credential"}""", "credential")]
    [InlineData("""{"minute":9,"limit_by":"service"}""", "service")]
    [InlineData("""{"minute":9,"limit_by":"header","header_name":"X-Tenant"}""", "header")]
    [InlineData("""{"minute":9,"limit_by":"header","header_name":"X-Tenant"}""", "address")]
    [InlineData("""{"minute":9,"limit_by":"path","path":"/a"}""", "path")]
    [InlineData("""{"minute":9,"limit_by":"path","path":"/a"}""", "address")]
    public async Task Access_LimitBy_DecidesWhoIsCountedTogether(string config, string by)
    {
        var handler = Create(config);
        var first = Context(by, 1);
        await handler.AccessAsync(first);
        var same = Context(by, 1);
        await handler.AccessAsync(same);
        var other = Context(by, 2);
        await handler.AccessAsync(other);

        Assert.Equal("7", same.Response.Headers["RateLimit-Remaining"]);
        Assert.Equal("8", other.Response.Headers["RateLimit-Remaining"]);
    }

    [Fact]
    public async Task Access_Local_AllocatesLittle()
    {
        var handler = Create("""{"minute":1000000,"hide_client_headers":true}""");
        var context = new FakePluginContext { Clock = _time };
        await handler.AccessAsync(context);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            await handler.AccessAsync(context);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Theory]
    [InlineData("{}", "at least one of these fields must be non-empty: 'config.second', 'config.minute', 'config.hour', 'config.day', 'config.month', 'config.year'")]
    [InlineData("""{"minute":10,"hour":3}""", "config: The limit for hour(3.0) cannot be lower than the limit for minute(10.0)")]
    [InlineData("""{"second":0}""", "second: value must be greater than 0")]
    [InlineData("""{"second":-1}""", "second: value must be greater than 0")]
    [InlineData("""{"second":20,"minute":30,"hour":10}""", "config: The limit for hour(10.0) cannot be lower than the limit for second(20.0)")]
    [InlineData("""{"second":1,"policy":"redis","redis":{"host":"h"},"sync_rate":0.01}""", "config: sync_rate must be greater than 0.02, or -1 to disable")]
    [InlineData("""{"second":1,"sync_rate":1}""", "config: sync_rate can only be used with the redis policy")]
    [InlineData("""{"second":1,"policy":"cluster"}""", "policy: expected one of: local, redis")]
    public void Schema_BadConfiguration_IsRefused(string config, string problem) =>
        Assert.Equal([problem], PluginFactory.Problems(new RateLimitingPlugin(), config));

    [Theory]
    [InlineData("""{"second":1,"limit_by":"header"}""", "header_name", "limit_by")]
    [InlineData("""{"second":1,"limit_by":"path"}""", "path", "limit_by")]
    [InlineData("""{"second":1,"policy":"redis"}""", "redis.host", "policy")]
    public void Schema_FieldThatAnotherAsksFor_IsNamedTogetherWithIt(string config, string missing, string because) => Assert.Equal(
        [$"{missing}: required field missing", $"failed conditional validation given value of field 'config.{because}'"],
        PluginFactory.Problems(new RateLimitingPlugin(), config));

    private PluginHandler Create(string config) => PluginFactory.Create(new RateLimitingPlugin(), config, _time);

    private async Task<FakePluginContext> Use(PluginHandler handler)
    {
        var context = new FakePluginContext { Clock = _time };
        await handler.AccessAsync(context);
        return context;
    }

    private FakePluginContext Context(string by, byte number)
    {
        var context = new FakePluginContext { Clock = _time };
        var id = new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        switch (by)
        {
            case "consumer":
                context.Client.Authenticate(new ConsumerConfig { Id = id }, null);
                break;
            case "credential" or "credential without consumer":
                context.Client.Authenticate(null, new CredentialConfig(id, "jwt_secrets", "k", []));
                break;
            case "service":
                context.ServiceValue = new ServiceConfig { Id = id, Host = "h" };
                break;
            case "header":
                context.Request.Headers.Append("X-Tenant", $"t{number}");
                break;
            case "path":
                context.Request.PathValue = number == 1 ? "/a" : "/b";
                break;
            default:
                context.Client.AddressValue = new([10, 0, 0, number]);
                break;
        }

        return context;
    }

    /// <summary>Limit/remaining of the minute, limit/remaining/reset, retry-after.</summary>
    private static string Show(FakePluginContext context)
    {
        var headers = context.Response.Headers;
        return $"{headers["X-RateLimit-Limit-Minute"]}/{headers["X-RateLimit-Remaining-Minute"]} "
            + $"{headers["RateLimit-Limit"]}/{headers["RateLimit-Remaining"]}/{headers["RateLimit-Reset"]} "
            + (headers.RetryAfter.Count == 0 ? "-" : headers.RetryAfter.ToString());
    }
}

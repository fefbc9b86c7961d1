using System.Text;
using Sightglass.Configuration.Entities;
using Sightglass.Plugins.ProxyCache;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.ProxyCache;

public sealed class ProxyCacheTests
{
    private static readonly RouteConfig Route = new() { Id = Guid.Parse("11111111-1111-4111-8111-111111111111"), Paths = ["/"] };

    private readonly ManualTime _time = new();
    private readonly ProxyCachePlugin _plugin = new(new ResponseStore());

    [Fact]
    public async Task Access_SecondTime_AnswersWithWhatWasKept()
    {
        var first = await AskAsync(reply: "hello");
        _time.Advance(TimeSpan.FromSeconds(7));
        var second = await AskAsync(reply: "other");

        Assert.Equal("Miss", first.Response.Headers["X-Cache-Status"]);
        Assert.False(first.HasExited);
        Assert.Equal("Hit", second.Response.Headers["X-Cache-Status"]);
        Assert.True(second.ExitedAsProxied);
        Assert.Equal("hello", second.ExitText);
        Assert.Equal("7", second.Response.Headers["Age"]);
        Assert.Equal("text/plain", second.Response.Headers.ContentType);
        Assert.Equal(first.Response.Headers["X-Cache-Key"], second.Response.Headers["X-Cache-Key"]);
        Assert.Matches("^[0-9a-f]{64}$", second.Response.Headers["X-Cache-Key"].ToString());
    }

    [Fact]
    public async Task Access_NoLongerFresh_IsRefreshed()
    {
        const string Config = """{"strategy":"memory","cache_ttl":10,"storage_ttl":100}""";
        await AskAsync(Config, reply: "old");
        _time.Advance(TimeSpan.FromSeconds(11));
        var stale = await AskAsync(Config, reply: "new");
        var fresh = await AskAsync(Config);

        Assert.Equal("Refresh", stale.Response.Headers["X-Cache-Status"]);
        Assert.False(stale.HasExited);
        Assert.Equal("new", fresh.ExitText);
    }

    [Fact]
    public async Task Access_NotKeptAnyLonger_IsAMiss()
    {
        await AskAsync();
        _time.Advance(TimeSpan.FromSeconds(301));

        Assert.Equal("Miss", (await AskAsync()).Response.Headers["X-Cache-Status"]);
    }

    [Theory]
    [InlineData("text/plain", 200, "Hit")]
    [InlineData("text/plain", 404, "Hit")]
    [InlineData("text/plain", 500, "Miss")]
    [InlineData("text/html", 200, "Miss")]
    [InlineData("text/plain; charset=utf-8", 200, "Miss")]
    [InlineData(null, 200, "Miss")]
    public async Task HeaderFilter_ByTypeAndStatus_DecidesWhatIsKept(string? type, int status, string then)
    {
        var first = await AskAsync(arrange: context => Respond(context, status, type));
        var second = await AskAsync();

        Assert.Equal(then == "Hit" ? "Miss" : "Bypass", first.Response.Headers["X-Cache-Status"]);
        Assert.Equal(then, second.Response.Headers["X-Cache-Status"]);
    }

    [Theory]
    [InlineData("""["*/*"]""", "text/html", true)]
    [InlineData("""["text/*"]""", "text/html", true)]
    [InlineData("""["text/*"]""", "application/json", false)]
    [InlineData("""["application/json; charset=utf-8"]""", "application/json; charset=UTF-8", true)]
    [InlineData("""["application/json; charset=utf-8"]""", "application/json", false)]
    [InlineData("""["no type"]""", "no type", false)]
    public async Task HeaderFilter_ConfiguredTypes_CoverWithTheirParameters(string types, string type, bool isKept)
    {
        var config = $$"""{"strategy":"memory","content_type":{{types}}}""";
        await AskAsync(config, arrange: context => Respond(context, 200, type));

        Assert.Equal(isKept, (await AskAsync(config)).ExitedAsProxied);
    }

    [Theory]
    [InlineData("POST", "", "Bypass")]
    [InlineData("HEAD", "", "Miss")]
    [InlineData("GET", "b=1&a=2", "Miss")]
    [InlineData("GET", "a=2&b=1", "Hit")]
    [InlineData("GET", "a=2&b=2", "Miss")]
    public async Task Access_OtherRequest_HasAnotherKey(string method, string query, string status)
    {
        await AskAsync(arrange: context => Query(context, "GET", "b=1&a=2"));
        if (query == "b=1&a=2")
        {
            query = "";
        }

        Assert.Equal(status, (await AskAsync(arrange: context => Query(context, method, query))).Response.Headers["X-Cache-Status"]);
    }

    [Theory]
    [InlineData("""{"strategy":"memory","vary_query_params":["a"]}""", "a=1&b=2", "Hit")]
    [InlineData("""{"strategy":"memory","vary_query_params":["b"]}""", "a=1&b=2", "Miss")]
    [InlineData("""{"strategy":"memory","vary_headers":["X-Lang"]}""", "a=1&b=1", "Miss")]
    public async Task Access_VaryingFields_MakeTheKey(string config, string query, string status)
    {
        await AskAsync(config, arrange: context => Query(context, "GET", "a=1&b=1"));

        var second = await AskAsync(config, arrange: context =>
        {
            Query(context, "GET", query);
            context.Request.Headers["X-Lang"] = "de";
        });

        Assert.Equal(status, second.Response.Headers["X-Cache-Status"]);
    }

    [Fact]
    public async Task Access_AnotherConsumer_DoesNotGetTheFirstOnes()
    {
        await AskAsync(arrange: context => As(context, "ann"), reply: "for ann");

        Assert.Equal("Miss", (await AskAsync(arrange: context => As(context, "bob"))).Response.Headers["X-Cache-Status"]);
        Assert.Equal("Miss", (await AskAsync()).Response.Headers["X-Cache-Status"]);
    }

    [Theory]
    [InlineData("no-store", null, "Bypass")]
    [InlineData("no-cache", null, "Bypass")]
    [InlineData("max-age=5", null, "Refresh")]
    [InlineData("max-age=60", null, "Hit")]
    [InlineData("min-fresh=95", null, "Refresh")]
    [InlineData("min-fresh=80", null, "Hit")]
    [InlineData(null, "Basic x", "Bypass")]
    [InlineData(null, null, "Hit")]
    public async Task Access_WithCacheControl_ObeysTheRequest(string? directive, string? authorization, string status)
    {
        const string Config = """{"strategy":"memory","cache_control":true}""";
        await AskAsync(Config, arrange: context => Respond(context, 200, "text/plain", "public, max-age=100"));
        _time.Advance(TimeSpan.FromSeconds(10));

        var second = await AskAsync(Config, arrange: context =>
        {
            Respond(context, 200, "text/plain", "public, max-age=100");
            context.Request.Headers.CacheControl = directive;
            context.Request.Headers.Authorization = authorization;
        });

        Assert.Equal(status, second.Response.Headers["X-Cache-Status"]);
    }

    [Theory]
    [InlineData("max-age=10", null, true)]
    [InlineData("s-maxage=10, max-age=0", null, true)]
    [InlineData("max-age=0", null, false)]
    [InlineData("private, max-age=10", null, false)]
    [InlineData("no-store, max-age=10", null, false)]
    [InlineData("no-cache", null, false)]
    [InlineData(null, null, false)]
    [InlineData(null, 10, true)]
    [InlineData(null, -10, false)]
    public async Task HeaderFilter_WithCacheControl_ObeysTheResponse(string? directive, int? expiresIn, bool isKept)
    {
        const string Config = """{"strategy":"memory","cache_control":true}""";
        await AskAsync(Config, arrange: context =>
        {
            Respond(context, 200, "text/plain", directive);
            if (expiresIn is { } seconds)
            {
                context.Response.Headers.Expires = _time.GetUtcNow().AddSeconds(seconds).ToString("r");
            }
        });

        Assert.Equal(isKept, (await AskAsync(Config)).ExitedAsProxied);
    }

    [Fact]
    public async Task Access_OnlyIfCached_Gives504()
    {
        var context = await AskAsync("""{"strategy":"memory","cache_control":true}""", arrange: c => c.Request.Headers.CacheControl = "only-if-cached");

        Assert.Equal(504, context.ExitStatus);
        Assert.Equal("", context.ExitText);
    }

    [Fact]
    public async Task Access_Hit_LeavesOutWhatBelongsToOneExchange()
    {
        await AskAsync(arrange: context =>
        {
            Respond(context, 200, "text/plain");
            context.Response.Headers["X-RateLimit-Remaining-Minute"] = "4";
            context.Response.Headers.Via = "1.1 up";
            context.Response.Headers["X-Own"] = "1";
        });

        var hit = await AskAsync();

        Assert.False(hit.Response.Headers.ContainsKey("X-RateLimit-Remaining-Minute"));
        Assert.False(hit.Response.Headers.ContainsKey("Via"));
        Assert.Equal("1", hit.Response.Headers["X-Own"]);
    }

    [Fact]
    public async Task BodyFilter_TooLarge_IsNotKept()
    {
        await AskAsync(reply: new string('x', ResponseStore.MaxBody + 1));

        Assert.Equal("Miss", (await AskAsync()).Response.Headers["X-Cache-Status"]);
    }

    [Fact]
    public async Task HeaderFilter_AnswerOfAnotherPlugin_IsNotKept()
    {
        var handler = PluginFactory.Create(_plugin, """{"strategy":"memory"}""", _time);
        var context = new FakePluginContext { Clock = _time, RouteValue = Route };
        await handler.AccessAsync(context);
        context.Exit(200, "refused"u8.ToArray(), "text/plain");
        context.Response.Headers.ContentType = "text/plain";
        handler.HeaderFilter(context);
        var piece = new BodyPiece { Data = "refused"u8.ToArray(), IsLast = true };
        handler.BodyFilter(context, ref piece);

        Assert.Equal("Miss", (await AskAsync()).Response.Headers["X-Cache-Status"]);
    }

    [Fact]
    public async Task Access_HeadersSwitchedOff_ShowOnlyForDebugging()
    {
        const string Config = """{"strategy":"memory","response_headers":{"age":false,"X-Cache-Status":false,"X-Cache-Key":false}}""";
        await AskAsync(Config);
        var quiet = await AskAsync(Config);
        var loud = await AskAsync(Config, arrange: context => context.Request.Headers["Kong-Debug"] = "1");

        Assert.True(quiet.ExitedAsProxied);
        Assert.DoesNotContain(quiet.Response.Headers.Keys, name => name is "Age" or "X-Cache-Status" or "X-Cache-Key");
        Assert.Equal("Hit", loud.Response.Headers["X-Cache-Status"]);
        Assert.Equal("0", loud.Response.Headers["Age"]);
    }

    [Theory]
    [InlineData("{}", "strategy: required field missing")]
    [InlineData("""{"strategy":"redis"}""", "strategy: expected one of: memory")]
    [InlineData("""{"strategy":"memory","cache_ttl":0}""", "cache_ttl: value must be greater than 0")]
    [InlineData("""{"strategy":"memory","response_code":[99]}""", "response_code[0]: value should be between 100 and 900")]
    [InlineData("""{"strategy":"memory","response_code":[]}""", "response_code: length must be at least 1")]
    [InlineData("""{"strategy":"memory","request_method":["TRACE"]}""", "request_method[0]: expected one of: HEAD, GET, POST, PATCH, PUT")]
    public void Schema_BadConfiguration_IsRefused(string config, string problem) =>
        Assert.Equal([problem], PluginFactory.Problems(new ProxyCachePlugin(), config));

    private async Task<FakePluginContext> AskAsync(
        string config = """{"strategy":"memory"}""",
        Action<FakePluginContext>? arrange = null,
        string reply = "body")
    {
        var handler = PluginFactory.Create(_plugin, config, _time);
        var context = new FakePluginContext { Clock = _time, RouteValue = Route };
        context.Response.Headers.ContentType = "text/plain";
        arrange?.Invoke(context);
        await handler.AccessAsync(context);
        handler.HeaderFilter(context);
        if (!context.HasExited)
        {
            foreach (var (text, isLast) in new[] { (reply[..(reply.Length / 2)], false), (reply[(reply.Length / 2)..], true) })
            {
                var piece = new BodyPiece { Data = Encoding.UTF8.GetBytes(text), IsLast = isLast };
                handler.BodyFilter(context, ref piece);
            }
        }

        return context;
    }

    private static void Respond(FakePluginContext context, int status, string? type, string? cacheControl = null)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.ContentType = type;
        context.Response.Headers.CacheControl = cacheControl;
    }

    private static void Query(FakePluginContext context, string method, string query)
    {
        context.Request.MethodValue = method;
        context.Request.QueryStringValue = query;
    }

    private static void As(FakePluginContext context, string username)
    {
        var (consumer, credential) = context.Consumers.AddWith(username, "keyauth_credentials", username);
        context.Client.Authenticate(consumer, credential);
    }
}

using Sightglass.Plugins.Cors;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.Cors;

public sealed class CorsTests
{
    private const string AllMethods = "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS,TRACE,CONNECT";

    [Fact]
    public async Task Access_Preflight_AnswersWithDefaults()
    {
        var context = Preflight();
        context.Request.Headers.AccessControlRequestHeaders = "X-A, X-B";

        await PluginFactory.Create(new CorsPlugin()).AccessAsync(context);

        Assert.Equal(200, context.ExitStatus);
        Assert.Equal("", context.ExitText);
        var headers = context.Response.Headers;
        Assert.Equal("*", headers.AccessControlAllowOrigin);
        Assert.Equal(AllMethods, headers.AccessControlAllowMethods);
        Assert.Equal("X-A, X-B", headers.AccessControlAllowHeaders);
        Assert.Equal(0, headers.AccessControlMaxAge.Count + headers.Vary.Count + headers.AccessControlAllowCredentials.Count);
    }

    [Fact]
    public async Task Access_Preflight_AnswersAsConfigured()
    {
        var context = Preflight();
        context.Request.Headers.AccessControlRequestHeaders = "X-A";
        context.Request.Headers["Access-Control-Request-Private-Network"] = "true";

        await PluginFactory.Create(
            new CorsPlugin(),
            """{"origins":["https://app.example.com"],"methods":["GET","POST"],"headers":["X-C","X-D"],"max_age":23,"credentials":true,"private_network":true}""")
            .AccessAsync(context);

        var headers = context.Response.Headers;
        Assert.Equal("https://app.example.com", headers.AccessControlAllowOrigin);
        Assert.Equal("GET,POST", headers.AccessControlAllowMethods);
        Assert.Equal("X-C,X-D", headers.AccessControlAllowHeaders);
        Assert.Equal("23", headers.AccessControlMaxAge);
        Assert.Equal("true", headers.AccessControlAllowCredentials);
        Assert.Equal("true", headers["Access-Control-Allow-Private-Network"]);
        Assert.Equal("Origin", headers.Vary);
    }

    [Fact]
    public async Task Access_PreflightContinue_LeavesItToTheUpstream()
    {
        var context = Preflight();
        var handler = PluginFactory.Create(new CorsPlugin(), """{"preflight_continue":true}""");

        await handler.AccessAsync(context);
        handler.HeaderFilter(context);

        Assert.False(context.HasExited);
        Assert.Empty(context.Response.Headers);
    }

    [Theory]
    [InlineData("GET", "https://a", "GET")]
    [InlineData("OPTIONS", null, "GET")]
    [InlineData("OPTIONS", "https://a", null)]
    public async Task Access_NoPreflight_Passes(string method, string? origin, string? requestMethod)
    {
        var context = new FakePluginContext();
        context.Request.MethodValue = method;
        context.Request.Headers.Origin = origin;
        context.Request.Headers.AccessControlRequestMethod = requestMethod;

        await PluginFactory.Create(new CorsPlugin()).AccessAsync(context);

        Assert.False(context.HasExited);
    }

    [Fact]
    public async Task HeaderFilter_AfterOwnPreflightAnswer_AddsNothing()
    {
        var context = Preflight();
        var handler = PluginFactory.Create(new CorsPlugin(), """{"exposed_headers":["X-E"]}""");

        await handler.AccessAsync(context);
        handler.HeaderFilter(context);

        Assert.Equal(0, context.Response.Headers.AccessControlExposeHeaders.Count);
    }

    [Theory]
    [InlineData("{}", "https://a.test", "*", "", "")]
    [InlineData("""{"origins":["*"]}""", "https://a.test", "*", "", "")]
    [InlineData("{}", null, "*", "", "")]
    [InlineData("""{"allow_origin_absent":false}""", null, "", "", "")]
    [InlineData("""{"credentials":true}""", "https://a.test", "https://a.test", "Origin", "true")]
    [InlineData("""{"credentials":true}""", null, "*", "", "")]
    [InlineData("""{"origins":["https://one.test"]}""", "https://a.test", "https://one.test", "Origin", "")]
    [InlineData("""{"origins":["https://one.test","https://two.test"]}""", "https://two.test", "https://two.test", "Origin", "")]
    [InlineData("""{"origins":["https://one.test","https://two.test:443"]}""", "https://two.test", "https://two.test", "Origin", "")]
    [InlineData("""{"origins":["https://one.test","http://two.test"]}""", "http://two.test:80", "http://two.test", "Origin", "")]
    [InlineData("""{"origins":["https://one.test","https://two.test"]}""", "https://three.test", "", "Origin", "")]
    [InlineData("""{"origins":["https://one.test","https://two.test"]}""", "http://two.test", "", "Origin", "")]
    [InlineData("""{"origins":["https://one.test","https://two.test"]}""", null, "", "Origin", "")]
    [InlineData("""{"origins":["one.test","two.test"]}""", "http://two.test", "", "Origin", "")]
    [InlineData("""{"origins":["one.test","*"]}""", "http://two.test", "*", "Origin", "")]
    [InlineData("""{"origins":["one.test","*"]}""", null, "", "Origin", "")]
    [InlineData("""{"origins":["one.test","*"],"credentials":true}""", "http://two.test", "http://two.test", "Origin,Origin", "true")]
    [InlineData("""{"origins":["foo\\.test"]}""", "http://foo.test:80", "http://foo.test", "Origin", "")]
    [InlineData("""{"origins":["foo\\.test"]}""", "https://foo.test:8000", "https://foo.test:8000", "Origin", "")]
    [InlineData("""{"origins":["foo\\.test"]}""", "http://evilfoo.test", "", "Origin", "")]
    [InlineData("""{"origins":["(.*[./])?foo\\.test"]}""", "http://something.foo.test", "http://something.foo.test", "Origin", "")]
    [InlineData("""{"origins":["(.*[./])?foo\\.test:8000"]}""", "http://foo.test", "", "Origin", "")]
    [InlineData("""{"origins":["(.*[./])?foo\\.test:8000"]}""", "https://foo.test:8000", "https://foo.test:8000", "Origin", "")]
    [InlineData("""{"origins":["^http://(.*[.])?foo\\.test(:(80|90))?$"]}""", "http://foo.test:80", "http://foo.test", "Origin", "")]
    [InlineData("""{"origins":["^http://(.*[.])?foo\\.test(:(80|90))?$"]}""", "http://foo.test:90", "http://foo.test:90", "Origin", "")]
    [InlineData("""{"origins":["^http://(.*[.])?foo\\.test(:(80|90))?$"]}""", "http://foo.test:8000", "", "Origin", "")]
    [InlineData("""{"origins":["https://.*\\.example\\.com"]}""", "https://x.example.com", "https://x.example.com", "Origin", "")]
    [InlineData("""{"origins":["https://.*\\.example\\.com"]}""", "https://x.example.com.evil.test", "", "Origin", "")]
    [InlineData("""{"origins":[".*\\.example\\.com"]}""", "http://x.example.com:8080", "http://x.example.com:8080", "Origin", "")]
    [InlineData("""{"origins":["https://(?!bad).*"],"credentials":true}""", "https://good.test", "https://good.test", "Origin", "true")]
    [InlineData("""{"origins":["https://(?!bad).*"]}""", "https://bad.test", "", "Origin", "")]
    public void HeaderFilter_Origin_DecidesTheHeaders(string config, string? origin, string allowed, string vary, string credentials)
    {
        var context = new FakePluginContext();
        context.Request.Headers.Origin = origin;
        context.Response.Headers.Remove("Access-Control-Allow-Origin");

        PluginFactory.Create(new CorsPlugin(), config).HeaderFilter(context);

        Assert.Equal(allowed, context.Response.Headers.AccessControlAllowOrigin.ToString());
        Assert.Equal(vary, context.Response.Headers.Vary.ToString());
        Assert.Equal(credentials, context.Response.Headers.AccessControlAllowCredentials.ToString());
    }

    [Fact]
    public void HeaderFilter_OriginNotAllowed_RemovesTheUpstreamsHeader()
    {
        var context = new FakePluginContext();
        context.Request.Headers.Origin = "https://evil.test";
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers.Vary = "Accept";

        PluginFactory.Create(new CorsPlugin(), """{"origins":["https://a.test","https://b.test"],"exposed_headers":["X-E","X-F"]}""").HeaderFilter(context);

        Assert.False(context.Response.Headers.ContainsKey("Access-Control-Allow-Origin"));
        Assert.Equal(["Accept", "Origin"], context.Response.Headers.Vary.Select(value => value!));
        Assert.Equal("X-E,X-F", context.Response.Headers.AccessControlExposeHeaders);
    }

    [Fact]
    public void Schema_BadRegex_IsRefused()
    {
        var problem = Assert.Single(PluginFactory.Problems(new CorsPlugin(), """{"origins":["https://(.*"]}"""));

        Assert.StartsWith("origins[0]: 'https://(.*' is not a valid regex", problem);
    }

    private static FakePluginContext Preflight()
    {
        var context = new FakePluginContext();
        context.Request.MethodValue = "OPTIONS";
        context.Request.Headers.Origin = "https://a.test";
        context.Request.Headers.AccessControlRequestMethod = "GET";
        return context;
    }
}

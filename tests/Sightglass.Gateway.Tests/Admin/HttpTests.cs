namespace Sightglass.Gateway.Tests.Admin;

public sealed class HttpTests
{
    [Theory]
    [InlineData("GET", "/nope", 404, "Not found")]
    [InlineData("GET", "/services/a/b/c/d", 404, "Not found")]
    [InlineData("GET", "//services", 404, "Not found")]
    [InlineData("OPTIONS", "/nope", 404, "Not found")]
    [InlineData("DELETE", "/services", 405, "Method not allowed")]
    [InlineData("POST", "/", 405, "Method not allowed")]
    [InlineData("GEEEET", "/", 405, "Method not allowed")]
    [InlineData("PATCH", "/config", 405, "Method not allowed")]
    public async Task Request_ToNoEndpoint_GetsTheFixedBody(string method, string path, int status, string message)
    {
        await using var admin = await AdminFixture.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(admin.Address.GetLeftPart(UriPartial.Authority) + path));

        var reply = await admin.SendAsync(request);

        Assert.Equal((status, $$"""{"message":"{{message}}"}"""), (reply.Status, reply.Text));
    }

    [Fact]
    public async Task Answer_Any_HasTheFieldsHeaders()
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.GetAsync("/nope");

        Assert.Equal("kong/3.10.0", reply.Header("Server"));
        Assert.True(long.TryParse(reply.Header("X-Kong-Admin-Latency"), out _));
        Assert.Equal("*", reply.Header("Access-Control-Allow-Origin"));
        Assert.Equal("application/json; charset=utf-8", reply.Header("Content-Type"));
    }

    [Fact]
    public async Task Headers_SwitchedOff_AreNotSent()
    {
        await using var admin = await AdminFixture.StartAsync(configure: o => o with { Headers = Configuration.Settings.GatewayHeaders.None });

        var reply = await admin.GetAsync("/");

        Assert.Equal(("", ""), (reply.Header("Server"), reply.Header("X-Kong-Admin-Latency")));
    }

    [Fact]
    public async Task Origin_OfTheRequest_IsAllowed()
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.SendAsync("GET", "/", headers: ("Origin", "http://tools.example.com"));

        Assert.Equal(200, reply.Status);
        Assert.Equal("http://tools.example.com", reply.Header("Access-Control-Allow-Origin"));
        Assert.Equal("Origin", reply.Header("Vary"));
    }

    [Fact]
    public async Task Options_OfEndpoint_ListsItsMethods()
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.SendAsync("OPTIONS", "/services/x/");

        Assert.Equal((204, ""), (reply.Status, reply.Text));
        Assert.Equal("DELETE, GET, HEAD, OPTIONS, PATCH, PUT", reply.Header("Allow"));
        Assert.Equal("DELETE, GET, HEAD, OPTIONS, PATCH, PUT", reply.Header("Access-Control-Allow-Methods"));
    }

    [Fact]
    public async Task Head_OfEndpoint_IsGetWithoutBody()
    {
        await using var admin = await AdminFixture.StartAsync();

        var get = await admin.GetAsync("/services");
        var head = await admin.SendAsync("HEAD", "/services");
        var missing = await admin.SendAsync("HEAD", "/services/none");

        Assert.Equal((200, ""), (head.Status, head.Text));
        Assert.Equal(get.Header("Content-Length"), head.Header("Content-Length"));
        Assert.Equal(404, missing.Status);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 201)]
    [InlineData("Sec-Fetch-Site", "none", 201)]
    [InlineData("Host", "evil.example.com", 403)]
    [InlineData("Host", "localhost:1", 201)]
    [InlineData("Host", "[::1]:1", 201)]
    public async Task Request_ThatAPageOfAnotherSiteMade_IsRefused(string name, string value, int status)
    {
        await using var admin = await AdminFixture.StartAsync();

        var reply = await admin.SendAsync("POST", "/services", """{"host": "h"}""", headers: (name, value));

        Assert.Equal(status, reply.Status);
        Assert.Equal(status == 201 ? 1 : 0, admin.Target.Applied.Count);
    }
}

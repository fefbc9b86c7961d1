using System.Text;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Snapshots;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Gateway.Tests.PluginRuntime;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Tests.Routing;

public sealed class ExpressionRouteTests
{
    [Theory]
    [InlineData("http.path ^= \"/a\" && http.queries.q == \"1\"", "/a?q=1", "", true)]
    [InlineData("http.path ^= \"/a\" && http.queries.q == \"1\"", "/a?q=2", "", false)]
    [InlineData("http.headers.x_kind == \"gold\"", "/", "X-Kind: gold\r\n", true)]
    [InlineData("http.headers.x_kind == \"gold\"", "/", "", false)]
    [InlineData("net.src.ip in 127.0.0.0/8 && http.method == \"GET\"", "/", "", true)]
    [InlineData("net.src.ip in 10.0.0.0/8", "/", "", false)]
    [InlineData("http.host == \"gateway.test\"", "/", "", true)]
    [InlineData("http.path.segments.1 == \"b\"", "/a/b", "", true)]
    public async Task Match_Expression_DecidesByTheRequest(string expression, string target, string headers, bool matches)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, route => route with { Paths = [], Expression = expression });
        using var client = await gateway.ConnectAsync();

        // Twice on one connection: what is remembered must not decide what depends on more than the request line.
        Assert.Equal(matches ? 200 : 404, (await client.GetAsync(target, headers)).Status);
        Assert.Equal(matches ? 200 : 404, (await client.GetAsync(target, headers)).Status);
    }

    [Fact]
    public async Task Match_SameLineOtherHeader_IsDecidedAnew()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(
            upstream.EndPoint,
            route => route with { Paths = [], Expression = "http.headers.x_kind == \"gold\"" });
        using var client = await gateway.ConnectAsync();

        Assert.Equal(200, (await client.GetAsync("/", "X-Kind: gold\r\n")).Status);
        Assert.Equal(404, (await client.GetAsync("/", "X-Kind: tin\r\n")).Status);
        Assert.Equal(404, (await client.GetAsync("/")).Status);
    }

    [Theory]
    [InlineData("http.path ^= \"/strip\"", "/strip/rest", "/rest")]
    [InlineData("http.path ~ \"^/v[0-9]+\"", "/v12/rest", "/rest")]
    [InlineData("http.path == \"/whole\"", "/whole", "/")]
    [InlineData("http.method == \"GET\"", "/kept", "/kept")]
    public async Task Strip_WhatTheExpressionMatched_IsTakenOff(string expression, string target, string expected)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(
            upstream.EndPoint,
            route => route with { Paths = [], Expression = expression, StripPath = true });

        await gateway.GetAsync(target);

        Assert.Equal(expected, Assert.Single(upstream.Requests).Target);
    }

    [Fact]
    public async Task Captures_OfTheExpression_AreGivenToPlugins()
    {
        string? captured = null;
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint, route => route with { Paths = [], Expression = "http.path ~ \"^/user/(?P<id>[0-9]+)\"" }) with
            {
                Plugins = [Configurations.Plugin("p")],
            },
            null,
            null,
            new TestPlugin("p", 1, PluginPhases.Access)
            {
                Access = context =>
                {
                    captured = context.Request.UriCaptures["id"];
                    return default;
                },
            });

        await gateway.GetAsync("/user/42");

        Assert.Equal("42", captured);
    }

    [Fact]
    public async Task Priority_HigherExpressionWinsAndAllSortAboveClassicRoutes()
    {
        await using var upstream = new FakeUpstream(request => FakeUpstream.Response(request["X-Forwarded-Prefix"] ?? request.Target));
        var service = Configurations.Proxy(upstream.EndPoint);
        RouteConfig Route(int id, string? expression, long priority, string path)
            => new() { Id = Configurations.Id(id), Service = Configurations.Id(1), Expression = expression, Priority = priority, Paths = expression is null ? [path] : [], Hosts = expression is null ? ["gateway.test"] : [] };
        await using var gateway = await GatewayFixture.StartAsync(service with
        {
            Routes =
            [
                Route(11, null, 0, "/a/b/c"),
                Route(12, "http.path ^= \"/a\"", 1, ""),
                Route(13, "http.path ^= \"/a/b\"", 2, ""),
            ],
        });

        Assert.Equal("/a/b", (await gateway.GetAsync("/a/b/c")).Body);
        Assert.Equal("/a", (await gateway.GetAsync("/a/x")).Body);
    }

    [Fact]
    public async Task Apply_BadExpression_SaysWhere()
    {
        await using var upstream = FakeUpstream.Ok();

        var error = await Assert.ThrowsAsync<SnapshotException>(() => GatewayFixture.ProxyAsync(
            upstream.EndPoint,
            route => route with { Paths = [], Expression = "http.path == " }));

        Assert.Contains("'route'", Assert.Single(error.Errors));
        Assert.True(Encoding.UTF8.GetByteCount(error.Errors[0]) < 2_000);
    }
}

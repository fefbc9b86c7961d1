using System.Collections.Immutable;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Snapshots;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Gateway.Tests.PluginRuntime;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Tests.Routing;

/// <summary>Routes with an expression, through a whole gateway: the upstream's answer says which service was asked for what.</summary>
public sealed class ExpressionOrderTests : IAsyncLifetime
{
    private readonly FakeUpstream _upstream = new(request => FakeUpstream.Response($"{request["Host"]} {request.Target}"));

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Fact]
    public async Task Match_SeveralAreTrue_HighestPriorityThenGreaterIdWins()
    {
        await using var gateway = await StartAsync(
            Route(1, "http.path ^= \"/\"", priority: 5),
            Route(2, "http.path ^= \"/a\"", priority: 10),
            Route(3, "http.path ^= \"/a\"", priority: 10),
            Route(4, "http.path ^= \"/a/b\"", priority: 1));

        Assert.Equal("r3", await RouteOfAsync(gateway, "/a/b"));
        Assert.Equal("r1", await RouteOfAsync(gateway, "/b"));
    }

    [Fact]
    public async Task Match_ClassicRouteMatchesToo_ExpressionWins()
    {
        await using var gateway = await StartAsync(
            new RouteConfig { Id = Configurations.Id(9), Name = "r9", Paths = ["/a/very/long/path"], Service = Configurations.Id(1) },
            Route(2, "http.path ^= \"/a\""));

        Assert.Equal("r2", await RouteOfAsync(gateway, "/a/very/long/path"));
    }

    [Fact]
    public async Task Match_NoExpressionIsTrue_ClassicRouteIsFoundOr404()
    {
        await using var gateway = await StartAsync(
            new RouteConfig { Id = Configurations.Id(9), Name = "r9", Paths = ["/c"], Service = Configurations.Id(1) },
            Route(2, "http.path == \"/a\" && http.method == \"POST\""));

        Assert.Equal("r9", await RouteOfAsync(gateway, "/c"));
        Assert.Equal(404, (await gateway.GetAsync("/a")).Status);
    }

    [Fact]
    public async Task Match_ByHeaderAndQueryOnOneConnection_EveryRequestIsLookedAt()
    {
        await using var gateway = await StartAsync(
            Route(1, "http.path ^= \"/\"", priority: 1),
            Route(2, "http.headers.x_version == \"2\"", priority: 2),
            Route(3, "http.queries.beta == \"yes\"", priority: 3));
        using var client = await gateway.ConnectAsync();

        var found = new List<string?>();
        foreach (var (target, headers) in ((string, string)[])[("/", ""), ("/", "X-Version: 2\r\n"), ("/", ""), ("/?beta=yes", ""), ("/?beta=no", "")])
        {
            found.Add((await client.GetAsync(target, $"Kong-Debug: 1\r\n{headers}"))["Kong-Route-Name"]);
        }

        Assert.Equal(["r1", "r2", "r1", "r3", "r1"], found);
    }

    [Theory]
    [InlineData("http.path ^= \"/api\"", "/api/users", "/users")]
    [InlineData("http.path == \"/api\"", "/api", "/")]
    [InlineData("http.path ~ \"^/v[0-9]+\"", "/v12/users", "/users")]
    [InlineData("http.path =^ \"/users\"", "/api/users", "/api/users")]
    [InlineData("http.path contains \"api\"", "/api/users", "/api/users")]
    [InlineData("http.method == \"GET\"", "/api/users", "/api/users")]
    public async Task StripPath_ByOperator_RemovesTheMatchedStart(string expression, string target, string expected)
    {
        await using var gateway = await StartAsync(Route(1, expression) with { StripPath = true });

        Assert.EndsWith($" {expected}", (await gateway.GetAsync(target)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Captures_OfTheRegex_AreThePlugins()
    {
        IReadOnlyDictionary<string, string>? seen = null;
        var plugin = new TestPlugin("reader", 1, PluginPhases.Access)
        {
            Access = context =>
            {
                seen = context.Request.UriCaptures;
                return default;
            },
        };
        await using var gateway = await StartAsync([Route(1, "http.path ~ r#\"^/users/(?<id>\\d+)\"#")], plugin);

        Assert.Equal(200, (await gateway.GetAsync("/users/42")).Status);

        Assert.Equal("42", seen!["id"]);
        Assert.Equal("42", seen["1"]);
        Assert.Equal("/users/42", seen["0"]);
    }

    [Theory]
    [InlineData(new[] { "http", "https" }, 200)]
    [InlineData(new[] { "http" }, 200)]
    [InlineData(new[] { "https" }, 426)]
    [InlineData(new[] { "grpcs" }, 404)]
    public async Task Protocols_OfAPlainRequest_ArePartOfTheMatch(string[] protocols, int status)
    {
        await using var gateway = await StartAsync(Route(1, "http.path ^= \"/\"") with { Protocols = [.. protocols] });

        Assert.Equal(status, (await gateway.GetAsync("/")).Status);
    }

    [Fact]
    public async Task Apply_ExpressionIsNotOne_ConfigurationIsRefusedAndTheOldOneServes()
    {
        await using var gateway = await StartAsync(Route(1, "http.path ^= \"/\""));
        var broken = gateway.Host.Configuration with { Routes = [Route(2, "http.nothing == \"a\"")] };

        var refused = await Assert.ThrowsAsync<SnapshotException>(() => gateway.Host.ApplyAsync(broken));

        Assert.Contains("route 'r2': 'http.nothing == \"a\"' is not a route expression", Assert.Single(refused.Errors), StringComparison.Ordinal);
        Assert.Equal("r1", await RouteOfAsync(gateway, "/"));
    }

    private static RouteConfig Route(int id, string expression, long priority = 0) => new()
    {
        Id = Configurations.Id(id),
        Name = $"r{id}",
        Service = Configurations.Id(1),
        Expression = expression,
        Priority = priority,
        StripPath = false,
    };

    private static async Task<string?> RouteOfAsync(GatewayFixture gateway, string target)
        => (await gateway.GetAsync(target, "Kong-Debug: 1\r\n"))["Kong-Route-Name"];

    private Task<GatewayFixture> StartAsync(params ImmutableArray<RouteConfig> routes) => StartAsync(routes, []);

    private Task<GatewayFixture> StartAsync(ImmutableArray<RouteConfig> routes, params Plugin[] plugins)
    {
        var configuration = Configurations.Proxy(_upstream.EndPoint) with
        {
            Routes = routes,
            Plugins = [.. plugins.Select(plugin => Configurations.Plugin(plugin.Name))],
        };
        return GatewayFixture.StartAsync(configuration, options => options with { AllowDebugHeader = true }, null, plugins);
    }
}

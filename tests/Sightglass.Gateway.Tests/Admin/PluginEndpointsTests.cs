using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.Gateway.Node;
using Sightglass.Gateway.Tests.Node;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Admin;

namespace Sightglass.Gateway.Tests.Admin;

/// <summary>Endpoints that a plugin brings along, on a whole node.</summary>
public sealed class PluginEndpointsTests : IDisposable
{
    private const string Declared = """
        {"_format_version": "3.0",
         "services": [{"name": "s", "host": "127.0.0.1", "id": "00000000-0000-4000-8000-000000000001"}],
         "plugins": [{"name": "kept", "enabled": false, "service": {"name": "s"}, "id": "00000000-0000-4000-8000-000000000002"}]}
        """;

    private readonly NodeFixture _nodes = new();
    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _nodes.Dispose();
    }

    [Fact]
    public async Task Request_ToAPluginsEndpoint_GetsItsInstancesAndArguments()
    {
        await using var node = await StartAsync(new Endpoint("GET", "/kept/{key}"), new Endpoint("DELETE", "/kept/{key}"));

        using var shown = await SendAsync(node, HttpMethod.Get, "/kept/a%2Fb/");
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        Assert.Equal(
            """{"key":"a/b","instances":["00000000-0000-4000-8000-000000000002 of 00000000-0000-4000-8000-000000000001"]}""",
            await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var deleted = await SendAsync(node, HttpMethod.Delete, "/kept/x");
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        using var refused = await SendAsync(node, HttpMethod.Post, "/kept/x");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.StatusCode);
        Assert.Equal(["DELETE", "GET", "HEAD", "OPTIONS"], refused.Content.Headers.Allow);
        using var listed = await SendAsync(node, HttpMethod.Get, "/endpoints");
        Assert.Contains("/kept/{key}", await listed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/services", "another endpoint has this path")]
    [InlineData("get", "/kept", "the method must be one of GET, POST, PUT, PATCH, DELETE")]
    [InlineData("GET", "kept", "the path must begin with / and a name")]
    [InlineData("GET", "/", "the path must begin with / and a name")]
    public async Task Start_EndpointThatCannotBe_SaysSo(string method, string path, string problem)
    {
        var refused = await Assert.ThrowsAsync<NodeStartException>(() => StartAsync(new Endpoint(method, path)));

        Assert.Equal($"plugin 'kept': {method} {path}: {problem}", refused.Message);
    }

    private Task<GatewayNode> StartAsync(params Endpoint[] endpoints) =>
        _nodes.StartAsync(Declared, [new Kept(endpoints)], ("admin_listen", "127.0.0.1:0"));

    private Task<HttpResponseMessage> SendAsync(GatewayNode node, HttpMethod method, string path) =>
        _client.SendAsync(new HttpRequestMessage(method, $"http://{node.AdminAddresses[0]}{path}"), TestContext.Current.CancellationToken);

    private sealed record Endpoint(string Method, string Pattern);

    private sealed class Kept(Endpoint[] endpoints) : Plugin
    {
        public override string Name => "kept";

        public override int Priority => 1;

        public override PluginPhases Phases => PluginPhases.None;

        public override RecordSchema ConfigSchema => RecordSchema.Empty;

        public override ImmutableArray<PluginEndpoint> AdminEndpoints =>
        [
            .. endpoints.Select(endpoint => new PluginEndpoint(endpoint.Method, endpoint.Pattern, (request, _) => new(new PluginEndpointAnswer(200, new JsonObject
            {
                ["key"] = request.Arguments[0],
                ["instances"] = new JsonArray([.. request.Instances.Select(instance => JsonValue.Create($"{instance.Id} of {instance.ServiceId}"))]),
            })))),
        ];

        public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services) => new Nothing();
    }

    private sealed class Nothing : PluginHandler;
}

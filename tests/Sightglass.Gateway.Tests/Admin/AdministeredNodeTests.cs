using System.Collections.Immutable;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Node;
using Sightglass.Gateway.Tests.Fakes.RawServer;

namespace Sightglass.Gateway.Tests.Admin;

/// <summary>A whole node: what the Admin API is told is what clients of the proxy get.</summary>
public sealed class AdministeredNodeTests : IDisposable
{
    private readonly string _prefix = Directory.CreateTempSubdirectory("sightglass-node-").FullName;
    private readonly HttpClient _client = new();

    [Fact]
    public async Task Route_CreatedAndDeleted_IsServedAtOnceAndAfterARestart()
    {
        await using var upstream = RawServer.Always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        await using (var node = await StartAsync())
        {
            await SendAsync(node, "POST", "/services", $$"""{"name": "s1", "url": "http://{{upstream.EndPoint}}/"}""", 201);
            Assert.Equal(HttpStatusCode.NotFound, await ProxyAsync(node));
            await SendAsync(node, "POST", "/services/s1/routes", """{"name": "r1", "paths": ["/a"]}""", 201);
            Assert.Equal(HttpStatusCode.OK, await ProxyAsync(node));
        }

        await using (var node = await StartAsync())
        {
            Assert.Equal(HttpStatusCode.OK, await ProxyAsync(node));
            await SendAsync(node, "DELETE", "/routes/r1", null, 204);
            Assert.Equal(HttpStatusCode.NotFound, await ProxyAsync(node));
        }
    }

    [Fact]
    public async Task Target_SetUnhealthyByHand_GetsNoTraffic()
    {
        await using var upstream = RawServer.Always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        await using var node = await StartAsync();
        await SendAsync(
            node, "POST", "/config",
            $$$"""
            {"_format_version": "3.0",
             "upstreams": [{"name": "u1", "healthchecks": {"passive": {"unhealthy": {"http_failures": 1} } }, "targets": [{"target": "{{{upstream.EndPoint}}}"}]}],
             "services": [{"name": "s1", "host": "u1", "routes": [{"name": "r1", "paths": ["/a"]}]}]}
            """,
            201);

        Assert.Equal(HttpStatusCode.OK, await ProxyAsync(node));
        await SendAsync(node, "PUT", $"/upstreams/u1/targets/{upstream.EndPoint}/unhealthy", null, 204);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ProxyAsync(node));
        Assert.Contains("\"health\":\"UNHEALTHY\"", await SendAsync(node, "GET", "/upstreams/u1/health", null, 200), StringComparison.Ordinal);
        await SendAsync(node, "PUT", $"/upstreams/u1/targets/{upstream.EndPoint}/healthy", null, 204);
        Assert.Equal(HttpStatusCode.OK, await ProxyAsync(node));
    }

    [Fact]
    public async Task Node_OfADeclarativeConfiguration_ShowsItAndRefusesWrites()
    {
        await using var node = await StartAsync(
            """{"_format_version": "3.0", "services": [{"name": "s1", "host": "example.com", "routes": [{"paths": ["/b"]}]}]}""");

        Assert.Contains("example.com", await SendAsync(node, "GET", "/services/s1", null, 200), StringComparison.Ordinal);
        await SendAsync(node, "DELETE", "/services/s1", null, 405);
        Assert.Contains("\"database\":\"off\"", await SendAsync(node, "GET", "/", null, 200), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_prefix, recursive: true);
    }

    private Task<GatewayNode> StartAsync(string? declared = null)
    {
        ImmutableArray<Listener> any = [new Listener(IPAddress.Loopback, 0)];
        var settings = new GatewaySettings
        {
            Prefix = _prefix,
            Database = declared is null ? EntityStorage.File : EntityStorage.Off,
            DeclarativeConfigString = declared,
            Listeners = new ListenerSettings { Proxy = any, Admin = any, Status = [] },
        };
        return GatewayNode.StartAsync(settings, [], "0.1.0", NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
    }

    private async Task<HttpStatusCode> ProxyAsync(GatewayNode node)
    {
        using var response = await _client.GetAsync(new Uri($"http://{node.ProxyAddresses[0]}/a"));
        return response.StatusCode;
    }

    private async Task<string> SendAsync(GatewayNode node, string method, string path, string? body, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://{node.AdminAddresses[0]}{path}");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        return text;
    }
}

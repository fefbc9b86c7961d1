using Sightglass.Tracing.Model;
using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;

namespace Truth.Scenarios;

/// <summary>Responses of every shape: what did not happen has no span.</summary>
public sealed class FramingTests
{
    private const string ReadBody = "kong.read_body_from_upstream";

    [Theory]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n", 304)]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\n\r\n", 204)]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", 200)]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200)]
    public async Task Response_WithoutABody_HasNoReadBody(string method, string response, int status)
    {
        var trace = await OneAsync(method, (wire, _) => wire.SendAsync(response));

        Shows.None(trace, ReadBody);
        Shows.Single(trace, "kong.read_headers_from_upstream");
        Shows.Attribute(trace.Root, "http.response.status_code", $"{status}");
        Shows.Attribute(trace.Root, "http.response.body.size", "0");
    }

    [Fact]
    public async Task Response_Chunked_HasItsSizeAndNoDelay()
    {
        var trace = await OneAsync("GET", (wire, _) => wire.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"));

        Shows.Single(trace, ReadBody);
        Shows.Attribute(trace.Root, "http.response.body.size", "7");
    }

    [Fact]
    public async Task Response_UntilClose_HasItsSize()
    {
        await using var upstream = Upstream.Raw(async wire =>
        {
            await wire.ReadHeadAsync();
            await wire.SendAsync("HTTP/1.0 200 OK\r\n\r\n");
            await wire.SendAsync(new byte[100_000]);
        });
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint));
        using var client = await Client.ConnectAsync(gateway.Address);
        Assert.Equal(100_000, (await client.SendAsync()).BodySize);

        var trace = await gateway.NextTraceAsync();
        Shows.Invariants(trace);
        Shows.Attribute(trace.Root, "http.response.body.size", "100000");
    }

    [Fact]
    public async Task Route_Missing_IsShownByTheRouter()
    {
        await using var upstream = Upstream.Answering(Setup.Ok);
        var configuration = Configurations.To(upstream.EndPoint);
        configuration = configuration with { Routes = [configuration.Routes[0] with { Paths = ["/only"] }] };
        await using var gateway = await TruthGateway.StartAsync(configuration);
        using var client = await Client.ConnectAsync(gateway.Address);
        Assert.Equal(404, (await client.SendAsync("/other")).Status);

        var trace = await gateway.NextTraceAsync();
        Shows.Invariants(trace);
        Shows.Attribute(Shows.Single(trace, "kong.router"), "proxy.kong.router.matched", "no");
        Assert.Equal(0, trace.Latency.Upstream);
        Shows.None(trace, "kong.upstream");
    }

    private static async Task<Trace> OneAsync(string method, Func<Wire, string, Task> answer)
    {
        await using var upstream = Upstream.Answering(answer);
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint));
        using var client = await Client.ConnectAsync(gateway.Address);
        await client.SendAsync(method: method);
        await client.SendAsync(method: method);

        // The connection to the upstream was left in order if it could be used again.
        Shows.Invariants(await gateway.NextTraceAsync());
        var trace = await gateway.NextTraceAsync();
        Shows.Invariants(trace);
        Shows.Attribute(Shows.Single(trace, "kong.upstream.find_upstream"), "keepalive", "true");
        return trace;
    }
}

using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Status;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Status;

public sealed class StatusServerTests
{
    [Fact]
    public async Task Status_AfterRequests_TellsVersionHashAndCounters()
    {
        await using var upstream = FakeUpstream.Ok();
        var configuration = Configurations.Proxy(upstream.EndPoint) with { Hash = "0123456789abcdef0123456789abcdef" };
        await using var gateway = await GatewayFixture.StartAsync(configuration);
        await using var server = await StartAsync(gateway);
        await gateway.GetAsync("/");
        await gateway.GetAsync("/");
        using var client = Client(server);

        using var response = await client.GetAsync("/status");

        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        using var status = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("1.2.3", status.RootElement.GetProperty("version").GetString());
        Assert.Equal("0123456789abcdef0123456789abcdef", status.RootElement.GetProperty("configuration_hash").GetString());
        var counters = status.RootElement.GetProperty("server");
        Assert.Equal(2, counters.GetProperty("connections_accepted").GetInt64());
        Assert.Equal(2, counters.GetProperty("total_requests").GetInt64());
        Assert.True(status.RootElement.GetProperty("memory").GetProperty("working_set_bytes").GetInt64() > 0);
    }

    [Fact]
    public async Task Ready_WithoutConfiguration_IsNotUntilThereIsOne()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.StartAsync(GatewayConfiguration.Empty);
        await using var server = await StartAsync(gateway);
        using var client = Client(server);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "no configuration available (empty configuration present)"), await ReadyAsync(client));
        await gateway.Host.ApplyAsync(Configurations.Proxy(upstream.EndPoint));
        Assert.Equal((HttpStatusCode.OK, "ready"), await ReadyAsync(client));
    }

    [Fact]
    public async Task Ready_SetToDraining_IsNotUntilSetBack()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        await using var server = await StartAsync(gateway);
        using var client = Client(server);

        Assert.Equal(HttpStatusCode.NoContent, await SetAsync(client, "draining"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "draining"), await ReadyAsync(client));

        // Drained by whoever asks; what still comes is served.
        Assert.Equal(200, (await gateway.GetAsync("/")).Status);
        Assert.Equal(HttpStatusCode.NoContent, await SetAsync(client, "ready"));
        Assert.Equal((HttpStatusCode.OK, "ready"), await ReadyAsync(client));
    }

    [Theory]
    [InlineData("status=gone")]
    [InlineData("status=draining&status=ready")]
    [InlineData("other=ready")]
    [InlineData("")]
    public async Task Ready_SetToWhatItCannotBe_SaysWhatItCan(string form)
    {
        await using var gateway = await GatewayFixture.StartAsync(GatewayConfiguration.Empty);
        await using var server = await StartAsync(gateway);
        using var client = Client(server);

        using var response = await client.PostAsync("/status/ready", new StringContent(form, null, "application/x-www-form-urlencoded"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("{\"message\":\"expected status=draining or status=ready\"}", await response.Content.ReadAsStringAsync());
        Assert.NotEqual("draining", (await ReadyAsync(client)).Message);
    }

    [Fact]
    public async Task Start_WithoutAddresses_IsOff()
    {
        await using var gateway = await GatewayFixture.StartAsync(GatewayConfiguration.Empty);

        Assert.Null(await StartAsync(gateway, []));
    }

    private static async Task<StatusServer> StartAsync(GatewayFixture gateway)
        => (await StartAsync(gateway, [new Listener(IPAddress.Loopback, 0)]))!;

    private static Task<StatusServer?> StartAsync(GatewayFixture gateway, ImmutableArray<Listener> listeners)
        => StatusServer.StartAsync(
            new ListenerSettings { Proxy = [], Admin = [], Status = listeners },
            gateway.Host,
            static () => default,
            "1.2.3",
            TimeProvider.System,
            CancellationToken.None);

    private static HttpClient Client(StatusServer server) => new() { BaseAddress = new Uri($"http://{server.Addresses[0]}") };

    private static async Task<(HttpStatusCode Status, string? Message)> ReadyAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/status/ready");
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, body.RootElement.GetProperty("message").GetString());
    }

    private static async Task<HttpStatusCode> SetAsync(HttpClient client, string status)
    {
        using var response = await client.PostAsync("/status/ready", new FormUrlEncodedContent([new("status", status)]));
        return response.StatusCode;
    }
}

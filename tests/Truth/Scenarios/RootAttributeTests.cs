using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using Sightglass.Configuration.Entities;
using Sightglass.Tracing.Model;
using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;

namespace Truth.Scenarios;

/// <summary>What the root says of a request, attribute by attribute (debugger.md 3), with values that only the right source gives.</summary>
public sealed class RootAttributeTests
{
    [Theory]
    [InlineData(Transport.Plain)]
    [InlineData(Transport.Tls)]
    [InlineData(Transport.Http2)]
    public async Task Request_Proxied_HasEveryAttributeThatApplies(Transport transport)
    {
        await using var upstream = Upstream.Answering(static (wire, _) => wire.SendAsync("HTTP/1.1 201 Created\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello"));
        var service = new ServiceConfig { Id = Configurations.Id(1), Host = "balanced" };
        await using var gateway = await TruthGateway.StartAsync(Configurations.Balanced(service, upstream.EndPoint), transport: transport);
        using var caller = await Caller.ConnectAsync(transport, gateway.Address);
        await caller.SendAsync("/orders/7?card=4242", write => write("0123456789"u8.ToArray()));
        await caller.SendAsync("/second");

        var trace = await gateway.NextTraceAsync();
        Shows.Invariants(trace);
        var scheme = transport == Transport.Plain ? "http" : "https";
        Values(trace, new()
        {
            ["url.full"] = $"{scheme}://gateway.test/orders/7",
            ["url.scheme"] = scheme,
            ["client.address"] = "127.0.0.1",
            ["network.peer.address"] = "127.0.0.1",
            ["server.address"] = "127.0.0.1",
            ["server.port"] = (long)gateway.Address.Port,
            ["network.protocol.name"] = "http",
            ["network.protocol.version"] = transport == Transport.Http2 ? "2" : "1.1",
            ["http.request.method"] = "POST",
            ["http.request.body.size"] = 10L,
            ["http.request.header.host"] = "gateway.test",
            ["http.response.status_code"] = 201L,
            ["http.response.body.size"] = 5L,
            ["tls.client.server_name"] = transport == Transport.Plain ? null : "gateway.test",
            ["tls.protocol.version"] = transport == Transport.Plain ? null : "TLSv1.3",
            ["tls.resumed"] = transport == Transport.Plain ? null : false,
            ["tls.client.subject"] = null,
            ["proxy.kong.consumer_id"] = null,
            ["proxy.kong.route_id"] = Configurations.Id(2).ToString(),
            ["proxy.kong.service_id"] = Configurations.Id(1).ToString(),
            ["proxy.kong.upstream_id"] = Configurations.Id(3).ToString(),
            ["proxy.kong.upstream_status_code"] = 201L,
            ["proxy.kong.client_KA"] = false,
            ["proxy.kong.client.connection.request_count"] = 1L,
            ["proxy.kong.latency.3p.total_io"] = 0L,
        });
        Assert.Equal(Value(trace, "client.port"), Value(trace, "network.peer.port"));
        Assert.InRange((long)Value(trace, "network.peer.port")!, 1, 65_535);
        Assert.Equal(trace.RequestId, Value(trace, "kong.request.id"));
        Assert.Equal(transport == Transport.Plain, Value(trace, "tls.cipher") is null);
        Assert.Equal(transport == Transport.Plain, Value(trace, "tls.server.subject") is null);
        Assert.InRange((long)Value(trace, "http.request.size")!, 10 + "host: gateway.test".Length, 1_000);
        Assert.InRange((long)Value(trace, "http.response.size")!, 5 + "X-A: b".Length, 2_000);
        foreach (var name in (string[])["total", "internal", "upstream", "client"])
        {
            Assert.True((long)Value(trace, $"proxy.kong.latency.{name}")! > 0, Shows.Render(trace));
        }

        var peer = Assert.Single(Peers(trace));
        Assert.Equal("127.0.0.1", peer.Ip);
        Assert.True(peer.Connect > 0 && peer.ReadWrite > 0, $"{peer}");

        var second = await gateway.NextTraceAsync();
        Shows.Invariants(second);
        Values(second, new()
        {
            ["http.request.method"] = "GET",
            ["http.request.body.size"] = 0L,
            ["proxy.kong.client_KA"] = true,
            ["proxy.kong.client.connection.request_count"] = 2L,
        });
        Assert.Equal(0, Assert.Single(Peers(second)).Connect);
    }

    [Theory]
    [InlineData(SslProtocols.Tls13, "TLSv1.3")]
    [InlineData(SslProtocols.Tls12, "TLSv1.2")]
    public async Task Connection_ResumedTlsSession_IsToldSo(SslProtocols version, string name)
    {
        await using var upstream = Upstream.Answering(Setup.Ok);
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint), transport: Transport.Tls);
        var resumed = new List<object?>();
        for (var i = 0; i < 2; i++)
        {
            using var client = await Client.ConnectTlsAsync(gateway.Address, static () => Task.CompletedTask, version);
            await client.SendAsync();
            var trace = await gateway.NextTraceAsync();
            Values(trace, new() { ["tls.protocol.version"] = name });
            resumed.Add(Value(trace, "tls.resumed"));
        }

        Assert.Equal([false, true], resumed);
    }

    [Fact]
    public async Task Client_BehindATrustedProxy_IsTheOneThatTheProxyNames()
    {
        await using var upstream = Upstream.Answering(Setup.Ok);
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint), options: static options =>
            options with { TrustedIps = [IPNetwork.Parse("127.0.0.0/8")], RealIpHeader = "X-Real-IP" });
        using var client = await Client.ConnectAsync(gateway.Address);
        await client.Wire.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nX-Real-IP: 203.0.113.9\r\n\r\n");
        await client.ReadAsync();

        var trace = await gateway.NextTraceAsync();
        Values(trace, new() { ["client.address"] = "203.0.113.9", ["network.peer.address"] = "127.0.0.1" });
        Assert.NotEqual(Value(trace, "client.port"), Value(trace, "network.peer.port"));
    }

    [Theory]
    [InlineData("Content-Length: 10", "0123456789", 10L)]
    [InlineData("Transfer-Encoding: chunked", "a\r\n0123456789\r\n0\r\n\r\n", 0L)]
    public async Task Body_OfARequestTurnedAway_HasTheSizeThatWasSaid(string framing, string body, long size)
    {
        await using var upstream = Upstream.Answering(Setup.Ok);
        var plugin = new ProbePlugin
        {
            Access = static context =>
            {
                context.ExitWithError(403, "no");
                return Task.CompletedTask;
            },
        };
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint, plugin), [plugin]);
        using var client = await Client.ConnectAsync(gateway.Address);
        var head = $"POST / HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n";
        await client.Wire.SendAsync(head + body);
        Assert.Equal(403, (await client.ReadAsync()).Status);

        var trace = await gateway.NextTraceAsync();
        Shows.Invariants(trace);
        Values(trace, new() { ["http.request.body.size"] = size, ["http.request.size"] = head.Length + size });
        Shows.None(trace, "kong.read_client_http_body");
    }

    [Fact]
    public async Task Failure_OfAnEarlierRequest_IsNotSaidOfALaterOne()
    {
        var number = 0;
        await using var upstream = Upstream.Answering(static (wire, _) => wire.SendAsync("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"));
        var plugin = new ProbePlugin
        {
            Access = context =>
            {
                if (number++ == 0)
                {
                    context.ExitWithError(503, "not today");
                }

                return Task.CompletedTask;
            },
        };
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint, plugin), [plugin]);
        using var client = await Client.ConnectAsync(gateway.Address);
        await client.SendAsync();
        await client.SendAsync();

        Assert.Equal("not today", (await gateway.NextTraceAsync()).Root.StatusMessage);
        Assert.Equal("the upstream answered with a server error", (await gateway.NextTraceAsync()).Root.StatusMessage);
    }

    private static void Values(Trace trace, Dictionary<string, object?> expected)
    {
        foreach (var (name, value) in expected)
        {
            Assert.True(Equals(value, Value(trace, name)), $"{name} is {Value(trace, name) ?? "absent"}, expected {value ?? "absent"}\n{Shows.Render(trace)}");
        }
    }

    private static object? Value(Trace trace, string name) => !trace.Root.TryGet(name, out var value) ? null : value.Type switch
    {
        Sightglass.Tracing.Catalogue.AttributeType.Int => value.AsInt,
        Sightglass.Tracing.Catalogue.AttributeType.Bool => value.AsBool,
        Sightglass.Tracing.Catalogue.AttributeType.Double => value.AsDouble,
        _ => value.AsString,
    };

    private static (string Ip, long Connect, long ReadWrite)[] Peers(Trace trace)
    {
        using var json = JsonDocument.Parse((string)Value(trace, "proxy.kong.latency.net_io_timings")!);
        return [.. json.RootElement.EnumerateArray().Select(peer => (
            peer.GetProperty("ip").GetString()!,
            peer.GetProperty("connect_time").GetInt64(),
            peer.GetProperty("rw_time").GetInt64()))];
    }
}

using System.Net;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Proxying;

/// <summary>The tables of gateway.md 8.2 and 8.3.</summary>
public sealed class ForwardedHeadersTests
{
    [Fact]
    public async Task Request_Plain_CarriesTheGatewaysHeaders()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(
            upstream.EndPoint,
            route => route with { Paths = ["/strip"], StripPath = true });

        var response = await gateway.GetAsync("/strip//a?x", "X-Own: 1\r\nX-Own: 2\r\n");

        var request = Assert.Single(upstream.Requests);
        Assert.Equal($"127.0.0.1:{upstream.EndPoint.Port}", request["Host"]);
        Assert.Equal("keep-alive", request["Connection"]);
        Assert.Equal("127.0.0.1", request["X-Real-IP"]);
        Assert.Equal("127.0.0.1", request["X-Forwarded-For"]);
        Assert.Equal("http", request["X-Forwarded-Proto"]);
        Assert.Equal("gateway.test", request["X-Forwarded-Host"]);
        Assert.Equal(gateway.Address.Port.ToString(), request["X-Forwarded-Port"]);
        Assert.Equal("/strip//a", request["X-Forwarded-Path"]);
        Assert.Equal("/strip", request["X-Forwarded-Prefix"]);
        Assert.Equal("1.1 kong/3.10.0", request["Via"]);
        Assert.Equal(response["X-Kong-Request-Id"], request["X-Kong-Request-Id"]);
        Assert.Equal("1|2", request["X-Own"]);
        Assert.Equal("/a?x", request.Target);
    }

    [Fact]
    public async Task Request_FromAnybody_ForwardingHeadersAreReplacedOrExtended()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        await gateway.GetAsync(
            "/",
            "X-Real-IP: 6.6.6.6\r\nX-Forwarded-For: 7.7.7.7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\n"
            + "X-Forwarded-Port: 1\r\nX-Forwarded-Path: /evil\r\nX-Forwarded-Prefix: /evil\r\nX-Kong-Request-Id: mine\r\nVia: 1.0 fred\r\n");

        var request = Assert.Single(upstream.Requests);
        Assert.Equal("127.0.0.1", request["X-Real-IP"]);
        Assert.Equal("7.7.7.7, 127.0.0.1", request["X-Forwarded-For"]);
        Assert.Equal("http", request["X-Forwarded-Proto"]);
        Assert.Equal("gateway.test", request["X-Forwarded-Host"]);
        Assert.Equal(gateway.Address.Port.ToString(), request["X-Forwarded-Port"]);
        Assert.Equal("/", request["X-Forwarded-Path"]);
        Assert.Null(request["X-Forwarded-Prefix"]);
        Assert.NotEqual("mine", request["X-Kong-Request-Id"]);
        Assert.Equal("1.0 fred, 1.1 kong/3.10.0", request["Via"]);
    }

    [Fact]
    public async Task Request_FromTrustedPeer_ForwardingHeadersAreBelieved()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(
            upstream.EndPoint,
            options: options => options with { TrustedIps = [IPNetwork.Parse("127.0.0.0/8")], RealIpHeader = "X-Forwarded-For" });

        await gateway.GetAsync(
            "/",
            "X-Forwarded-For: 9.9.9.9, 7.7.7.7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: public.test\r\n"
            + "X-Forwarded-Port: 443\r\nX-Forwarded-Path: /original\r\nX-Forwarded-Prefix: /before\r\n");

        var request = Assert.Single(upstream.Requests);
        Assert.Equal("7.7.7.7", request["X-Real-IP"]);
        Assert.Equal("9.9.9.9, 7.7.7.7, 127.0.0.1", request["X-Forwarded-For"]);
        Assert.Equal("https", request["X-Forwarded-Proto"]);
        Assert.Equal("public.test", request["X-Forwarded-Host"]);
        Assert.Equal("443", request["X-Forwarded-Port"]);
        Assert.Equal("/original", request["X-Forwarded-Path"]);
        Assert.Equal("/before", request["X-Forwarded-Prefix"]);
    }

    [Fact]
    public async Task Request_HopByHopHeaders_AreNotPassedOn()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        await gateway.GetAsync(
            "/",
            "Connection: X-Named, keep-alive\r\nX-Named: 1\r\nKeep-Alive: timeout=1\r\nProxy: evil\r\nProxy-Connection: keep-alive\r\n"
            + "Proxy-Authorization: Basic x\r\nTE: gzip, trailers\r\nX-Stays: 1\r\n");

        var request = Assert.Single(upstream.Requests);
        Assert.Null(request["X-Named"]);
        Assert.Null(request["Keep-Alive"]);
        Assert.Null(request["Proxy"]);
        Assert.Null(request["Proxy-Connection"]);
        Assert.Equal("Basic x", request["Proxy-Authorization"]);
        Assert.Equal("trailers", request["TE"]);
        Assert.Equal("1", request["X-Stays"]);
    }

    [Fact]
    public async Task Request_PreserveHost_HostIsTheClients()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, route => route with { PreserveHost = true });

        await gateway.SendAsync("GET / HTTP/1.1\r\nHost: example.test:8123\r\n\r\n");

        Assert.Equal("example.test:8123", Assert.Single(upstream.Requests)["Host"]);
    }

    [Fact]
    public async Task Request_NonAsciiHeaderValue_BytesStayAsTheyAre()
    {
        await using var upstream = new FakeUpstream(request => FakeUpstream.Response("", headers: $"X-Back: {request["X-Bytes"]}\r\n"));
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        var response = await gateway.GetAsync("/", "X-Bytes: caf\u00c3\u00a9\r\n");

        Assert.Equal("caf\u00c3\u00a9", Assert.Single(upstream.Requests)["X-Bytes"]);
        Assert.Equal("caf\u00c3\u00a9", response["X-Back"]);
    }

    [Fact]
    public async Task Response_Proxied_CarriesTheGatewaysHeaders()
    {
        await using var upstream = new FakeUpstream(_ => FakeUpstream.Response(
            "",
            headers: "Server: origin\r\nVia: 1.0 cache\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=9\r\nTrailer: X-T\r\nX-Accel-Redirect: /internal\r\n"));
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        var response = await gateway.GetAsync("/");

        Assert.Equal("origin", response["Server"]);
        Assert.Equal("1.0 cache, 1.1 kong/3.10.0", response["Via"]);
        Assert.Matches("^[0-9]+$", response["X-Kong-Upstream-Latency"]);
        Assert.Matches("^[0-9]+$", response["X-Kong-Proxy-Latency"]);
        Assert.Matches("^[0-9a-f]{32}$", response["X-Kong-Request-Id"]);
        Assert.Equal("/internal", response["X-Accel-Redirect"]);
        Assert.Null(response["X-Hop"]);
        Assert.Null(response["Keep-Alive"]);
        Assert.Null(response["Trailer"]);
        Assert.Null(response["X-Kong-Upstream-Status"]);
        Assert.Null(response["X-Kong-Response-Latency"]);
    }

    [Fact]
    public async Task Response_HeadersOff_NothingIsAdded()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(
            upstream.EndPoint,
            options: options => options with { Headers = HeaderTokens.None, UpstreamHeaders = HeaderTokens.None });

        var response = await gateway.GetAsync("/");

        Assert.Equal(["Content-Length", "Connection", "Date"], response.Head.Split("\r\n").Skip(1).Where(line => line.Length > 0).Select(line => line.Split(':')[0]));
        Assert.Null(Assert.Single(upstream.Requests)["X-Kong-Request-Id"]);
    }

    [Fact]
    public async Task Response_UpstreamStatusAsked_IsTold()
    {
        await using var upstream = new FakeUpstream(_ => FakeUpstream.Response("", 418));
        await using var gateway = await GatewayFixture.ProxyAsync(
            upstream.EndPoint,
            options: options => options with { Headers = HeaderTokens.UpstreamStatus });

        Assert.Equal("418", (await gateway.GetAsync("/"))["X-Kong-Upstream-Status"]);
    }

    [Theory]
    [InlineData(true, "route")]
    [InlineData(false, null)]
    public async Task Response_KongDebug_TellsRouteAndServiceWhenAllowed(bool allowed, string? name)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, options: options => options with { AllowDebugHeader = allowed });

        var response = await gateway.GetAsync("/", "Kong-Debug: 1\r\n");

        Assert.Equal(name, response["Kong-Route-Name"]);
        Assert.Equal(allowed ? Configurations.Id(1).ToString() : null, response["Kong-Service-Id"]);
    }
}

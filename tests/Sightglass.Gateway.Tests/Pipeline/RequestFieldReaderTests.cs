using System.Net;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Tests.Debugging;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Pipeline;

/// <summary>The fields of expressions.md 7, read from real requests by rules that hold exactly when the value is the expected one.</summary>
public sealed class RequestFieldReaderTests
{
    [Theory]
    [InlineData("net.protocol == \"http\"", true)]
    [InlineData("net.protocol == \"https\"", false)]
    [InlineData("http.method == \"GET\"", true)]
    [InlineData("http.method == \"get\"", false)]
    [InlineData("http.host == \"Example.test\"", true)]
    [InlineData("http.host == \"example.test\"", false)]
    [InlineData("http.path == \"/a/b c/d/\"", true)]
    [InlineData("http.path.segments.len == 3", true)]
    [InlineData("http.path.segments.1 == \"b c\"", true)]
    [InlineData("http.path.segments.0_1 == \"a/b c\"", true)]
    [InlineData("http.path.segments.3 == \"\"", false)]
    [InlineData("http.queries.q == \"1\"", false)]
    [InlineData("any(http.queries.q) == \"1\"", true)]
    [InlineData("any(http.queries.q) == \"two words\"", true)]
    [InlineData("http.queries.Q == \"1\"", false)]
    [InlineData("http.queries.flag == \"\"", true)]
    [InlineData("http.headers.x_one == \"1, 2\"", true)]
    [InlineData("any(http.headers.x_many) == \"b\"", true)]
    [InlineData("http.headers.x_many == \"b\"", false)]
    [InlineData("http.headers.absent == \"\"", false)]
    [InlineData("!(http.headers.absent == \"\")", true)]
    [InlineData("net.src.ip in 127.0.0.0/8", true)]
    [InlineData("net.src.ip == 10.1.2.3", false)]
    [InlineData("net.src.port > 0", true)]
    [InlineData("net.dst.ip == 127.0.0.1", true)]
    [InlineData("net.dst.port == 8088", true)]
    [InlineData("tls.sni == \"example.test\"", false)]
    [InlineData("!(tls.sni == \"example.test\")", true)]
    public async Task Rule_OverARequestField_SeesItsValue(string rule, bool holds)
    {
        Assert.Equal(holds, await HoldsAsync(
            rule,
            "GET /a//../a/b%20c/d/?q=1&q=two+words&flag HTTP/1.1\r\nHost: Example.test:8088\r\nX-One: 1, 2\r\nX_Many: a\r\nx-many: b\r\n\r\n"));
    }

    [Fact]
    public async Task DestinationPort_HostWithoutOne_IsTheListenersUnderItsPublicNumber()
    {
        await using var upstream = FakeUpstream.Ok();
        using var probe = new StageProbe(Sessions.Spec("net.dst.port == 80"), Sessions.Spec("net.dst.port != 80"));
        var port = FreePort();
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint),
            options => options with
            {
                Listeners = [new ListenerSettings { EndPoint = new IPEndPoint(IPAddress.Loopback, port) }],
                PortMaps = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(new Dictionary<int, int> { [port] = 80 }),
            },
            probe);

        await gateway.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

        await Eventually.TrueAsync(() => !probe.LetGoAt.IsEmpty, "the request was over");
        Assert.Equal([1, 0], probe.Sessions.Current.Sessions.Select(session => session.Progress().Recorded));
    }

    [Fact]
    public async Task SourceAddress_BehindATrustedProxy_IsTheRealClients()
    {
        Assert.True(await HoldsAsync(
            "net.src.ip == 10.1.2.3 && client.address == \"10.1.2.3\" && network.peer.address == \"127.0.0.1\"",
            "GET / HTTP/1.1\r\nHost: a\r\nX-Real-IP: 10.1.2.3\r\n\r\n",
            trusted: true));
    }

    [Fact]
    public async Task ServerName_OverTls_IsTheSni()
    {
        await using var upstream = FakeUpstream.Ok();
        using var probe = new StageProbe(Sessions.Spec("tls.sni == \"sni.test\" && net.protocol == \"https\" && tls.client.server_name == \"sni.test\""));
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint),
            options => options with { Listeners = [new ListenerSettings { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Tls = true }] },
            probe);
        using var client = await RawClient.ConnectTlsAsync(gateway.Address, "sni.test");

        await client.GetAsync("/");

        await Eventually.TrueAsync(() => !probe.LetGoAt.IsEmpty, "the request was over");
        Assert.Equal(1, probe.Sessions.Progress()[0].Recorded);
    }

    private static async Task<bool> HoldsAsync(string rule, string request, bool trusted = false)
    {
        await using var upstream = FakeUpstream.Ok();
        using var probe = new StageProbe(Sessions.Spec(rule));
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint),
            options => trusted ? options with { TrustedIps = [IPNetwork.Parse("127.0.0.0/8")] } : options,
            probe);
        await gateway.SendAsync(request);
        await Eventually.TrueAsync(() => !probe.LetGoAt.IsEmpty, "the request was over");

        // Request fields are all known with the headers: a rule over them that is false is let go then and there.
        return probe.LetGoAt.Single() is null;
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

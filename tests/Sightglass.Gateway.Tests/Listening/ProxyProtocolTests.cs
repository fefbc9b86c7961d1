using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Listening;

public sealed class ProxyProtocolTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private const string V1 = "PROXY TCP4 203.0.113.7 192.0.2.1 4711 443\r\n";
    private const string Signature = "\r\n\r\n\0\r\nQUIT\n";
    private const string V2 = Signature + "\x21\x11\0\x0C\xCB\0\x71\x07\xC0\0\x02\x01\x12\x67\x01\xBB";

    [Theory]
    [InlineData(V1, "203.0.113.7:4711")]
    [InlineData("PROXY TCP6 2001:db8::7 2001:db8::1 1 65535\r\n", "[2001:db8::7]:1")]
    [InlineData("PROXY UNKNOWN\r\n", null)]
    [InlineData("PROXY UNKNOWN 1 2 whatever it is\r\n", null)]
    [InlineData(V2, "203.0.113.7:4711")]
    [InlineData(Signature + "\x21\x11\0\x10\xCB\0\x71\x07\xC0\0\x02\x01\x12\x67\x01\xBB\x04\0\x01\0", "203.0.113.7:4711")]
    [InlineData(Signature + "\x20\0\0\0", null)]
    [InlineData(Signature + "\x21\x31\0\x02xx", null)]
    public void Parse_Preamble_TellsClientAndLength(string text, string? client)
    {
        var bytes = Encoding.Latin1.GetBytes(text + Get);
        for (var length = 0; length < text.Length; length++)
        {
            var incomplete = new ProxyPreambleParser(new(bytes.AsMemory(0, length)));
            Assert.Null(incomplete.Parse());
        }

        var parser = new ProxyPreambleParser(new(bytes));
        var preamble = parser.Parse();

        Assert.Equal((true, client), (preamble!.IsValid, preamble.Client?.ToString()));
        Assert.Equal(text.Length, parser.Length);
    }

    [Theory]
    [InlineData(Get)]
    [InlineData("\x16\x03\x01\x02\0")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 4711\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 4711 443 1\r\n")]
    [InlineData("PROXY TCP4  203.0.113.7 192.0.2.1 4711 443\r\n")]
    [InlineData("PROXY TCP4 203.0.113 192.0.2.1 4711 443\r\n")]
    [InlineData("PROXY TCP4 203.0.113.07 192.0.2.1 4711 443\r\n")]
    [InlineData("PROXY TCP4 ::1 ::1 4711 443\r\n")]
    [InlineData("PROXY TCP6 203.0.113.7 192.0.2.1 4711 443\r\n")]
    [InlineData("PROXY TCP6 fe80::1%1 ::1 4711 443\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 65536 443\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 +1 443\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 01 443\r\n")]
    [InlineData("PROXY UNKNOWNS\r\n")]
    [InlineData("PROXY UDP4 203.0.113.7 192.0.2.1 4711 443\r\n")]
    [InlineData("PROXY UNKNOWN 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\r\n")]
    [InlineData(Signature + "\x11\x11\0\x0C\xCB\0\x71\x07\xC0\0\x02\x01\x12\x67\x01\xBB")]
    [InlineData(Signature + "\x22\x11\0\x0C\xCB\0\x71\x07\xC0\0\x02\x01\x12\x67\x01\xBB")]
    [InlineData(Signature + "\x21\x11\0\x04\xCB\0\x71\x07")]
    [InlineData(Signature + "\x21\x21\0\x0C\xCB\0\x71\x07\xC0\0\x02\x01\x12\x67\x01\xBB")]
    [InlineData(Signature + "\x21\x11\x20\0")]
    public async Task Connect_NoPreamble_IsClosedAndNothingIsAnswered(string text)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(upstream);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync(text);

        Assert.False(await AnswersAsync(client));
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task Connect_PreambleIsNotFinishedInTime_IsClosed()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(upstream, options => options with { RequestHeadersTimeout = TimeSpan.FromMilliseconds(50) });
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("PROXY TCP4 203.");

        Assert.False(await AnswersAsync(client));
    }

    [Theory]
    [InlineData(V1, "proxy_protocol", true, "203.0.113.7", "203.0.113.7")]
    [InlineData(V2, "proxy_protocol", true, "203.0.113.7", "203.0.113.7")]
    [InlineData("PROXY UNKNOWN\r\n", "proxy_protocol", true, "127.0.0.1", "127.0.0.1")]
    [InlineData(V1, "proxy_protocol", false, "127.0.0.1", "127.0.0.1")]
    [InlineData(V1, "X-Real-IP", true, "127.0.0.1", "127.0.0.1")]
    public async Task Request_AfterPreamble_ClientIsItsOnlyWhereItIsBelieved(string preamble, string header, bool trusted, string real, string forwarded)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(upstream, options => options with
        {
            RealIpHeader = header,
            TrustedIps = trusted ? [new IPNetwork(IPAddress.Loopback, 32)] : [],
        });
        using var client = await gateway.ConnectAsync();

        await client.SendAsync(preamble);
        Assert.Equal(200, (await client.SendRequestAsync(Get)).Status);
        Assert.Equal(200, (await client.SendRequestAsync(Get)).Status);

        Assert.All(upstream.Requests, request => Assert.Equal((real, forwarded), (request["X-Real-IP"], request["X-Forwarded-For"])));
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task Request_EncryptedAfterPreamble_IsServed()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(upstream, options => options with
        {
            Listeners = [options.Listeners[0] with { Tls = true }],
            RealIpHeader = "proxy_protocol",
            TrustedIps = [new IPNetwork(IPAddress.Loopback, 32)],
        });
        using var socket = new TcpClient();
        await socket.ConnectAsync(gateway.Address);
        await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(V2));
#pragma warning disable CA5359 // The certificate is made by the gateway itself.
        await using var stream = new System.Net.Security.SslStream(socket.GetStream(), false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        await stream.AuthenticateAsClientAsync("h");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(Get));

        Assert.StartsWith("HTTP/1.1 200", await new HttpReader(stream).ReadHeadAsync());
        Assert.Equal("203.0.113.7", Assert.Single(upstream.Requests)["X-Real-IP"]);
    }

    [Theory]
    [InlineData("send-proxy")]
    [InlineData("send-proxy-v2")]
    public async Task Request_ThroughHaproxy_ClientIsTheOneThatConnectedToIt(string option)
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/haproxy"), "haproxy is not installed");
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(upstream, options => options with
        {
            RealIpHeader = "proxy_protocol",
            TrustedIps = [new IPNetwork(IPAddress.Loopback, 32)],
        });
        using var directory = new TemporaryDirectory();
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = (IPEndPoint)reserved.LocalEndPoint!;
        reserved.Close();
        await File.WriteAllTextAsync(directory.File("haproxy.cfg"), $"""
            defaults
              mode tcp
              timeout connect 5s
              timeout client 5s
              timeout server 5s
            listen front
              bind {address}
              server gateway {gateway.Address} {option}

            """);
        using var haproxy = Process.Start(new ProcessStartInfo("/usr/sbin/haproxy") { ArgumentList = { "-db", "-q", "-f", directory.File("haproxy.cfg") } })!;
        try
        {
            using var client = await ConnectAsync(address, haproxy);
            var stream = client.GetStream();
            client.Client.Send(Encoding.Latin1.GetBytes(Get));

            Assert.StartsWith("HTTP/1.1 200", await new HttpReader(stream).ReadHeadAsync());
            Assert.Equal("127.0.0.2", Assert.Single(upstream.Requests)["X-Real-IP"]);
        }
        finally
        {
            haproxy.Kill(entireProcessTree: true);
            await haproxy.WaitForExitAsync();
        }
    }

    private static Task<GatewayFixture> StartAsync(FakeUpstream upstream, Func<GatewayOptions, GatewayOptions>? change = null)
        => GatewayFixture.ProxyAsync(upstream.EndPoint, options: options =>
        {
            var expecting = options with { Listeners = [options.Listeners[0] with { ProxyProtocol = true }] };
            return change is null ? expecting : change(expecting);
        });

    // From an address of its own, so that it cannot be mistaken for haproxy's.
    private static async Task<TcpClient> ConnectAsync(IPEndPoint address, Process listener)
    {
        while (true)
        {
            var client = new TcpClient(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
            try
            {
                await client.ConnectAsync(address);
                return client;
            }
            catch (SocketException) when (!listener.HasExited)
            {
                client.Dispose();
                await Task.Delay(5);
            }
        }
    }

    private static async Task<bool> AnswersAsync(RawClient client)
    {
        try
        {
            return await client.Reader.ReadToEndAsync() != "";
        }
        catch (Exception exception) when (exception is IOException or ConnectionBrokenException)
        {
            return false;
        }
    }
}

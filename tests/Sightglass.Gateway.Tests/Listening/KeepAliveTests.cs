using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Listening;

/// <summary>Which connections of HTTP/1.x stay, and that clients are told.</summary>
public sealed class KeepAliveTests
{
    [Theory]
    [InlineData("Content-Length: 5\r\n\r\nhello")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 24\r\n\r\nGET /nowhere HTTP/9\r\n\r\n\n")]
    public async Task Error_BodyNobodyRead_TheNextRequestIsServed(string rest)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, route => route with { Paths = ["/up"] });
        using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 3; i++)
        {
            var refused = await client.SendRequestAsync($"POST /nowhere HTTP/1.1\r\nHost: h\r\n{rest}");
            Assert.Equal((404, "keep-alive"), (refused.Status, refused["Connection"]));
            var served = await client.GetAsync("/up");
            Assert.Equal((200, "keep-alive"), (served.Status, served["Connection"]));
        }

        Assert.Equal(3, upstream.Requests.Count);
    }

    [Fact]
    public async Task Error_BodyComesAfterTheResponse_TheNextRequestIsServed()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, route => route with { Paths = ["/up"] });
        using var client = await gateway.ConnectAsync();

        Assert.Equal(404, (await client.SendRequestAsync("POST /nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n")).Status);
        await client.SendAsync("hello");

        Assert.Equal(200, (await client.GetAsync("/up")).Status);
    }

    [Fact]
    public async Task Error_ClientAwaitsContinue_ConnectionIsClosed()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, route => route with { Paths = ["/up"] });
        using var client = await gateway.ConnectAsync();

        var response = await client.SendRequestAsync("POST /nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");

        Assert.Equal((404, "close"), (response.Status, response["Connection"]));
    }

    [Fact]
    public async Task Proxied_AnsweredBeforeTheBodyIsSent_TheNextRequestIsServed()
    {
        await using var upstream = new Fakes.RawServer.RawServer(async connection =>
        {
            await new HttpReader(new System.Net.Sockets.NetworkStream(connection.Socket)).ReadHeadAsync();
            await connection.SendAsync(FakeUpstream.Response("early"));
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, route => route with { RequestBuffering = false });
        using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 2; i++)
        {
            var response = await client.SendRequestAsync("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n");
            Assert.Equal((200, "early"), (response.Status, response.Body));
            await client.SendAsync("hello");
        }
    }

    [Theory]
    [InlineData("1.1", "", "keep-alive")]
    [InlineData("1.1", "Connection: keep-alive\r\n", "keep-alive")]
    [InlineData("1.1", "Connection: x\r\n", "keep-alive")]
    [InlineData("1.1", "Connection: close\r\n", "close")]
    [InlineData("1.1", "Connection: x, Close\r\n", "close")]
    [InlineData("1.0", "", "close")]
    [InlineData("1.0", "Connection: keep-alive\r\n", "keep-alive")]
    public async Task Response_OfHttp1_SaysWhetherTheConnectionStays(string version, string header, string expected)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, route => route with { Paths = ["/up"] });
        foreach (var (path, status) in new[] { ("/up", 200), ("/nowhere", 404) })
        {
            using var client = await gateway.ConnectAsync();
            var request = $"GET {path} HTTP/{version}\r\nHost: h\r\n{header}\r\n";

            var response = await client.SendRequestAsync(request);

            Assert.Equal((status, expected), (response.Status, response["Connection"]));
            if (expected == "close")
            {
                Assert.Equal("", await client.Reader.ReadToEndAsync());
            }
            else
            {
                Assert.Equal(status, (await client.SendRequestAsync(request)).Status);
            }
        }
    }

    [Fact]
    public async Task Response_Http10LengthUnknown_EndsWithTheConnection()
    {
        await using var upstream = new FakeUpstream(_ => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        var response = await gateway.SendAsync("GET / HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n");

        Assert.Equal(("close", "hello"), (response["Connection"], response.Body));
        Assert.Null(response["Transfer-Encoding"]);
    }

    [Fact]
    public async Task Response_LastOfTheConnection_SaysSo()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, options: options => options with { KeepAliveRequests = 2 });
        using var client = await gateway.ConnectAsync();

        Assert.Equal("keep-alive", (await client.GetAsync("/"))["Connection"]);
        Assert.Equal("close", (await client.GetAsync("/"))["Connection"]);
        Assert.Equal("", await client.Reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Upgrade_Required_ConnectionStaysAndSaysBoth()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(
            upstream.EndPoint, route => route with { Protocols = ["https"] });
        using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 2; i++)
        {
            var response = await client.GetAsync("/");
            Assert.Equal((426, "keep-alive|Upgrade"), (response.Status, response["Connection"]));
        }
    }

    [Fact]
    public async Task Post_TooLarge_ClientInTheMiddleOfSendingReadsTheResponse()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, options: options => options with { MaxRequestBodySize = 1000 });
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4000000\r\n\r\n" + new string('x', 4_000_000));
        var response = await client.ReadResponseAsync();

        Assert.Equal((413, "close"), (response.Status, response["Connection"]));
        Assert.Equal("", await client.Reader.ReadToEndAsync());
    }
}

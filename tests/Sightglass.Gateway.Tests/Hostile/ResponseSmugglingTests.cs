using System.Net;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Tests.Fakes.RawServer;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Hostile;

/// <summary>
/// Answers of upstreams that two recipients might delimit differently, or that are none (RFC 9112, 4, 6.3, 7.1): the client gets an error or a broken connection,
/// never something that looks whole, and nothing of them is the answer to another request.
/// </summary>
public sealed class ResponseSmugglingTests
{
    private const string Smuggled = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled";

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n 0\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 0\n\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: 1\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: 1\rContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: \0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX Y: 1\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 0200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 99 Low\r\n\r\n")]
    [InlineData("HTTP/2 200\r\n\r\n")]
    [InlineData("ICY 200 OK\r\n\r\n")]
    [InlineData("<html>no head at all</html>\r\n\r\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    // A switch of protocols that nobody has asked for.
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")]
    public async Task Receive_NotAResponse_502AndNothingOfItIsAnotherAnswer(string response)
    {
        await using var upstream = await AnswerOnceAsync(response + Smuggled);
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, service: service => service with { Retries = 0 });
        using var client = await gateway.ConnectAsync();

        var first = await client.GetAsync("/first");
        Assert.Equal(502, first.Status);
        Assert.StartsWith("An invalid response was received from the upstream server", first.Body, StringComparison.Ordinal);

        await AssertNextIsOwnAsync(client);
    }

    /// <summary>After the head there is no status to change any more: the client's connection is broken, so that the cut shows.</summary>
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nX\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a\nb\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX : 1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello")]
    public async Task Receive_BodyThatBreaksOff_NeverLooksWhole(string response)
    {
        await using var upstream = await AnswerOnceAsync(response);
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, service: service => service with { Retries = 0 });
        using (var client = await gateway.ConnectAsync())
        {
            try
            {
                var answer = await client.GetAsync("/first");
                Assert.Equal(502, answer.Status);
            }
            catch (IOException)
            {
                // Broken off.
            }
        }

        using var next = await gateway.ConnectAsync();
        await AssertNextIsOwnAsync(next);
    }

    /// <summary>Where no body belongs what comes anyway is nobody's answer.</summary>
    [Theory]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 76\r\n\r\n", 200)]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200)]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\n\r\n", 200)]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\n\r\n", 204)]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\nContent-Length: 76\r\n\r\n", 204)]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", 204)]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 76\r\n\r\n", 304)]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", 304)]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200)]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200)]
    public async Task Receive_MoreThanTheResponse_IsNobodysAnswer(string method, string response, int status)
    {
        await using var upstream = await AnswerOnceAsync(response + Smuggled);
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, service: service => service with { Retries = 0 });
        using var client = await gateway.ConnectAsync();

        var first = await client.SendRequestAsync($"{method} /first HTTP/1.1\r\nHost: h\r\n\r\n");
        Assert.Equal((status, ""), (first.Status, first.Body));
        if (status == 204)
        {
            Assert.Null(first["Content-Length"]);
            Assert.Null(first["Transfer-Encoding"]);
        }

        await AssertNextIsOwnAsync(client);
    }

    /// <summary>The end of the connection is an end of a body only where nothing else says one.</summary>
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nuntil the end")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nuntil the end")]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nuntil the end")]
    public async Task Receive_BodyEndedByTheConnection_IsFramedForTheClient(string response)
    {
        await using var upstream = await AnswerOnceAsync(response);
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        var first = await client.GetAsync("/first");

        Assert.Equal((200, "until the end", "chunked"), (first.Status, first.Body, first["Transfer-Encoding"]));
        await AssertNextIsOwnAsync(client);
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", 1_000)]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 1_000)]
    [InlineData("HTTP/1.1 199 Odd\r\nX: y\r\n\r\n", 1_000)]
    public async Task Receive_InterimResponsesWithoutEnd_502(string interim, int count)
    {
        await using var upstream = await AnswerOnceAsync(string.Concat(Enumerable.Repeat(interim, count)) + Smuggled);
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, service: service => service with { Retries = 0 });
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET /first HTTP/1.1\r\nHost: h\r\n\r\n");
        var answer = await client.ReadResponseAsync();
        var passedOn = 0;
        while (answer.Status < 200)
        {
            passedOn++;
            answer = await client.ReadResponseAsync();
        }

        Assert.Equal(502, answer.Status);
        Assert.True(passedOn <= 16, $"{passedOn} interim responses were passed on");
        await AssertNextIsOwnAsync(client);
    }

    [Fact]
    public async Task Receive_InterimThatAnnouncesABody_HasNone()
    {
        await using var upstream = await AnswerOnceAsync("HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\n\r\n" + FakeUpstream.Response("final"));
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, service: service => service with { Retries = 0 });
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET /first HTTP/1.1\r\nHost: h\r\n\r\n");
        var answer = await client.ReadResponseAsync();
        if (answer.Status == 103)
        {
            Assert.Null(answer["Content-Length"]);
            answer = await client.ReadResponseAsync();
        }

        Assert.True(answer is { Status: 200, Body: "final" } or { Status: 502 }, answer.Head + answer.Body);
        await AssertNextIsOwnAsync(client);
    }

    public static TheoryData<string, string> Floods => new()
    {
        { "headers", "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Range(0, 101).Select(i => $"X-{i}: v\r\n")) + "Content-Length: 0\r\n\r\n" },
        { "one header", "HTTP/1.1 200 OK\r\nX: " + new string('v', 40_000) + "\r\nContent-Length: 0\r\n\r\n" },
        { "header name", "HTTP/1.1 200 OK\r\n" + new string('n', 40_000) + ": v\r\nContent-Length: 0\r\n\r\n" },
        { "reason phrase", "HTTP/1.1 200 " + new string('O', 40_000) + "\r\nContent-Length: 0\r\n\r\n" },
        { "no line end", new string('x', 100_000) },
        { "status line without end", "HTTP/1.1 200 " + new string('O', 100_000) },
        { "empty lines", string.Concat(Enumerable.Repeat("\r\n", 50_000)) },
    };

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task Receive_Flood_502(string what, string response)
    {
        Assert.NotEmpty(what);
        await using var upstream = await AnswerOnceAsync(response);
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, service: service => service with { Retries = 0 });
        using var client = await gateway.ConnectAsync();

        Assert.Equal(502, (await client.GetAsync("/first")).Status);
        await AssertNextIsOwnAsync(client);
    }

    /// <summary>A long reason and many headers within the limits are a response.</summary>
    [Fact]
    public async Task Receive_LargeHeadWithinTheLimits_IsPassedOn()
    {
        var headers = string.Concat(Enumerable.Range(0, 95).Select(i => $"X-{i}: {new string('v', 200)}\r\n"));
        await using var upstream = await AnswerOnceAsync($"HTTP/1.1 200 {new string('O', 2_000)}\r\n{headers}Content-Length: 2\r\n\r\nok");
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        var answer = await gateway.GetAsync("/first");

        Assert.Equal((200, "ok", new string('v', 200)), (answer.Status, answer.Body, answer["X-94"]));
    }

    /// <summary>What an upstream puts into names and values stays there on every protocol of the client.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Receive_HeadersOfOneHop_AreNotForTheClient(bool http2)
    {
        await using var upstream = await AnswerOnceAsync(
            "HTTP/1.1 200 OK\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nProxy-Connection: close\r\nUpgrade: h2c\r\n"
            + "Trailer: X-T\r\nX-End: 1\r\nContent-Length: 2\r\n\r\nok");
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint),
            options => options with { Listeners = [new ListenerSettings { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Http2 = true }] });
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{gateway.Address}/first"))
        {
            Version = http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var answer = await client.SendAsync(request);

        Assert.Equal("ok", await answer.Content.ReadAsStringAsync());
        Assert.Equal(["1"], answer.Headers.GetValues("X-End"));
        foreach (var name in new[] { "X-Hop", "Keep-Alive", "Proxy-Connection", "Upgrade" })
        {
            Assert.False(answer.Headers.Contains(name), name);
        }
    }

    /// <summary>An upstream that gives its first connection's first request these bytes and closes; every other request gets its own target back.</summary>
    private static Task<RawServer> AnswerOnceAsync(string response)
    {
        var first = 1;
        return Task.FromResult(new RawServer(async connection =>
        {
            while (await connection.ReadRequestAsync() is { } head)
            {
                if (Interlocked.Exchange(ref first, 0) == 1)
                {
                    try
                    {
                        await connection.SendAsync(response);
                    }
                    catch (System.Net.Sockets.SocketException)
                    {
                        // Closed by a gateway that has seen enough.
                    }

                    return;
                }

                await connection.SendAsync(FakeUpstream.Response(head.Split(' ')[1]));
            }
        }));
    }

    private static async Task AssertNextIsOwnAsync(RawClient client)
    {
        for (var i = 0; i < 2; i++)
        {
            var next = await client.GetAsync($"/next-{i}");
            Assert.Equal((200, $"/next-{i}"), (next.Status, next.Body));
        }
    }
}

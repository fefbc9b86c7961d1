using System.Net;
using System.Net.Sockets;
using Sightglass.Gateway.Tests.Fakes.RawServer;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Proxying;

public sealed class ProxyingTests
{
    [Fact]
    public async Task Get_RouteMatches_ResponseIsTheUpstreams()
    {
        await using var upstream = new FakeUpstream(_ => FakeUpstream.Response("hello", 201, "X-Own: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"));
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        var response = await gateway.GetAsync("/path?query=1");

        Assert.Equal(201, response.Status);
        Assert.Equal("hello", response.Body);
        Assert.Equal("1", response["X-Own"]);
        Assert.Equal("a=1|b=2", response["Set-Cookie"]);
        Assert.Equal("GET /path?query=1 HTTP/1.1", Assert.Single(upstream.Requests).RequestLine);
    }

    [Fact]
    public async Task Get_ManyOnOneConnection_UpstreamConnectionIsReused()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("hello", (await client.GetAsync($"/{i % 3}")).Body);
        }

        Assert.Equal(1, upstream.Connections);
        Assert.Equal(50, upstream.Requests.Count);
        Assert.Equal(["/0", "/1", "/2", "/0"], upstream.Requests.Take(4).Select(request => request.Target));
    }

    [Fact]
    public async Task Get_Pipelined_AnsweredInOrder()
    {
        await using var upstream = new FakeUpstream(request => FakeUpstream.Response(request.Target));
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync(string.Concat(Enumerable.Range(0, 20).Select(i => $"GET /{i} HTTP/1.1\r\nHost: h\r\n\r\n")));

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal($"/{i}", (await client.ReadResponseAsync()).Body);
        }
    }

    [Fact]
    public async Task Get_NoRoute_404InTheFormatAsked()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, route => route with { Paths = ["/only"] });

        var response = await gateway.GetAsync("/other");

        Assert.Equal(404, response.Status);
        var id = response["X-Kong-Request-Id"];
        Assert.Matches("^[0-9a-f]{32}$", id);
        Assert.Equal($"{{\n  \"message\":\"no Route matched with those values\",\n  \"request_id\":\"{id}\"\n}}", response.Body);
        Assert.Equal("application/json; charset=utf-8", response["Content-Type"]);
        Assert.Equal("kong/3.10.0", response["Server"]);
        Assert.NotNull(response["X-Kong-Response-Latency"]);
        Assert.Null(response["Via"]);
    }

    [Fact]
    public async Task Get_RouteWithoutService_503()
    {
        await using var gateway = await GatewayFixture.ProxyAsync(new IPEndPoint(IPAddress.Loopback, 1), route => route with { Service = null });

        var response = await gateway.GetAsync("/");

        Assert.Equal(503, response.Status);
        Assert.Contains("no Service found with those values", response.Body);
    }

    [Fact]
    public async Task Get_ServiceDisabled_404()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, service: service => service with { Enabled = false });

        Assert.Equal(404, (await gateway.GetAsync("/")).Status);
    }

    [Fact]
    public async Task Get_UpstreamRefuses_502AsPlainText()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var gateway = await GatewayFixture.ProxyAsync((IPEndPoint)closed.LocalEndPoint!, service: service => service with { Retries = 1 });

        var response = await gateway.GetAsync("/");

        Assert.Equal(502, response.Status);
        Assert.StartsWith("An invalid response was received from the upstream server\nrequest_id: ", response.Body);
        Assert.Equal("text/plain; charset=utf-8", response["Content-Type"]);
    }

    [Fact]
    public async Task Get_UpstreamSilent_504AfterAllTries()
    {
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.HangAsync();
        });
        await using var gateway = await GatewayFixture.ProxyAsync(
            upstream.EndPoint,
            service: service => service with { Retries = 2, ReadTimeout = 60 });

        var response = await gateway.GetAsync("/", "Accept: application/json\r\n");

        Assert.Equal(504, response.Status);
        Assert.Contains("\"message\":\"The upstream server is timing out\"", response.Body);
        Assert.Equal(3, upstream.Accepted);
    }

    [Theory]
    [InlineData("GET", 4)]
    [InlineData("PUT", 4)]
    [InlineData("POST", 1)]
    [InlineData("PATCH", 1)]
    public async Task Send_UpstreamClosesAfterRequest_OnlyIdempotentMethodsAreRetried(string method, int tries)
    {
        await using var upstream = new RawServer(async connection => await connection.ReadRequestAsync());
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, service: service => service with { Retries = 3 });

        var response = await gateway.SendAsync($"{method} / HTTP/1.1\r\nHost: h\r\n\r\n");

        Assert.Equal(502, response.Status);
        Assert.Equal(tries, upstream.Accepted);
    }

    [Fact]
    public async Task Get_FirstTryFails_SecondAnswers()
    {
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            if (connection.Number > 1)
            {
                await connection.SendAsync(FakeUpstream.Response("second"));
                await connection.WaitForCloseAsync();
            }
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        Assert.Equal("second", (await gateway.GetAsync("/")).Body);
    }

    [Fact]
    public async Task Get_KeptConnectionWasClosed_RequestGoesOverANewOneWithoutCountingATry()
    {
        var first = new TaskCompletionSource();
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(FakeUpstream.Response("hello"));
            if (connection.Number == 1)
            {
                // Reads the next request and closes without an answer, as a server does that gave up at the same moment.
                await connection.ReadRequestAsync();
                first.SetResult();
                return;
            }

            await connection.WaitForCloseAsync();
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, service: service => service with { Retries = 0 });
        using var client = await gateway.ConnectAsync();

        Assert.Equal(200, (await client.GetAsync("/")).Status);
        Assert.Equal(200, (await client.GetAsync("/")).Status);
        Assert.True(first.Task.IsCompleted);
    }

    [Theory]
    [InlineData("no status line\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")]
    [InlineData("HTTP/1.1 200 OK\r\nBad Header: 1\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")]
    public async Task Get_UpstreamAnswersGarbage_502AndNoRetry(string garbage)
    {
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(garbage);
            await connection.WaitForCloseAsync();
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        Assert.Equal(502, (await gateway.GetAsync("/")).Status);
        Assert.Equal(1, upstream.Accepted);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\nzz\r\n")]
    public async Task Get_UpstreamDiesInsideBody_ClientsConnectionIsBrokenOff(string response)
    {
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(response);
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        await Assert.ThrowsAnyAsync<IOException>(() => gateway.GetAsync("/"));
        Assert.Equal(200, (await ProbeAsync(gateway)).Status);
    }

    [Fact]
    public async Task Head_UpstreamTellsLength_LengthIsPassedOnWithoutBody()
    {
        await using var upstream = new FakeUpstream(_ => "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        var response = await client.SendRequestAsync("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");

        Assert.Equal("1234", response["Content-Length"]);
        Assert.Equal(200, (await client.SendRequestAsync("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n")).Status);
        Assert.Equal(1, upstream.Connections);
    }

    [Theory]
    [InlineData("204 No Content", "")]
    [InlineData("304 Not Modified", "ETag: \"1\"\r\n")]
    public async Task Get_ResponseWithoutBody_ConnectionsStayUsable(string status, string headers)
    {
        await using var upstream = new FakeUpstream(_ => $"HTTP/1.1 {status}\r\n{headers}\r\n");
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        Assert.Equal(int.Parse(status[..3]), (await client.GetAsync("/")).Status);
        Assert.Equal(int.Parse(status[..3]), (await client.GetAsync("/")).Status);
        Assert.Equal(1, upstream.Connections);
    }

    [Fact]
    public async Task Get_ChunkedResponse_ArrivesPieceByPiece()
    {
        var goOn = new TaskCompletionSource();
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
            await goOn.Task;
            await connection.SendAsync("6\r\nsecond\r\n0\r\n\r\n");
            await connection.WaitForCloseAsync();
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        await client.Reader.ReadHeadAsync();
        Assert.Equal("5\r\nfirst\r\n", await client.Reader.ReadAsync(10));
        goOn.SetResult();
        Assert.Equal("6\r\nsecond\r\n0\r\n\r\n", await client.Reader.ReadAsync(16));
    }

    [Fact]
    public async Task Get_BodyIsLongInComing_HeadArrivesBeforeIt()
    {
        var goOn = new TaskCompletionSource();
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            await goOn.Task;
            await connection.SendAsync("5\r\nevent\r\n0\r\n\r\n");
            await connection.WaitForCloseAsync();
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        Assert.Contains("text/event-stream", await client.Reader.ReadHeadAsync());
        goOn.SetResult();
        Assert.Equal("5\r\nevent\r\n0\r\n\r\n", await client.Reader.ReadAsync(15));
    }

    [Theory]
    [InlineData("TE: trailers\r\n", "X-Sum: 42\r\n")]
    [InlineData("", "")]
    public async Task Get_Trailers_ArePassedOnToAClientThatAsked(string headers, string expected)
    {
        await using var upstream = new FakeUpstream(_ =>
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 42\r\n\r\n");
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 2; i++)
        {
            var response = await client.GetAsync("/", headers);
            Assert.Equal("hello world", response.Body);
            Assert.Equal(expected, response.Trailers);
            Assert.Equal(expected.Length > 0 ? "X-Sum" : null, response["Trailer"]);
        }
    }

    [Fact]
    public async Task Get_BodyUntilClose_IsComplete()
    {
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\n\r\nuntil the end");
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        Assert.Equal("until the end", (await gateway.GetAsync("/")).Body);
    }

    [Fact]
    public async Task Get_LargeBody_ArrivesWhole()
    {
        var body = string.Create(3_000_000, 0, static (text, _) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = (char)('a' + (i % 23));
            }
        });
        await using var upstream = FakeUpstream.Ok(body);
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        Assert.Equal(body, (await gateway.GetAsync("/")).Body);
    }

    [Fact]
    public async Task Get_EarlyHints_ArePassedOnBeforeTheAnswer()
    {
        await using var upstream = new FakeUpstream(_ => "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + FakeUpstream.Response("done"));
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        var hints = await client.ReadResponseAsync();
        var response = await client.ReadResponseAsync();

        Assert.Equal(103, hints.Status);
        Assert.Equal("</a.css>", hints["Link"]);
        Assert.Equal("done", response.Body);
    }

    [Fact]
    public async Task Get_ClientLeaves_UpstreamExchangeIsGivenUp()
    {
        var asked = new TaskCompletionSource();
        var closed = new TaskCompletionSource();
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            asked.SetResult();
            try
            {
                await connection.WaitForCloseAsync();
            }
            catch (SocketException)
            {
                // Broken off rather than closed: as good.
            }

            closed.SetResult();
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            await asked.Task;
        }

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(1, upstream.Accepted);
    }

    [Fact]
    public async Task Get_NameServerUnreachable_500TellsTheDnsError()
    {
        var hosts = Path.GetTempFileName();
        await using var gateway = await GatewayFixture.ProxyAsync(
            new IPEndPoint(IPAddress.Loopback, 1),
            service: service => service with { Host = "nowhere.invalid" },
            options: options => options with { Resolver = new() { HostsFile = hosts, Servers = [new IPEndPoint(IPAddress.Loopback, 1)], ResolvConf = hosts } });

        var response = await gateway.GetAsync("/");

        Assert.Equal(500, response.Status);
        Assert.Contains("failed the initial dns/balancer resolve for 'nowhere.invalid' with: ", response.Body);
    }

    private static async Task<RawResponse> ProbeAsync(GatewayFixture gateway)
    {
        await using var upstream = FakeUpstream.Ok();
        await gateway.Host.ApplyAsync(Configurations.Proxy(upstream.EndPoint));
        return await gateway.GetAsync("/");
    }
}

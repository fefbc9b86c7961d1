using System.Text;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Listening;

/// <summary>What is not HTTP, or too much of it: told clearly, and nothing of it reaches an upstream.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("nonsense\r\n\r\n", 400, "Bad request")]
    [InlineData("GET\r\n\r\n", 400, "Bad request")]
    [InlineData("GET / HTTP/3.7\r\nHost: h\r\n\r\n", 505, "HTTP version not supported")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400, "Bad request")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "Bad request")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nBad Name: 1\r\n\r\n", 400, "Bad request")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nName : 1\r\n\r\n", 400, "Bad request")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n", 400, "Bad request")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nX: 1\r\n folded\r\n\r\n", 400, "Bad request")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400, "Bad request")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", 400, "Bad request")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "Bad request")]
    [InlineData("POST / HTTP/1.0\r\nHost: h\r\n\r\n", 400, "Bad request")]
    [InlineData("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 405, "Method not allowed")]
    [InlineData("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", 405, "Method not allowed")]
    public async Task Send_NotAsItMustBe_IsRefusedInTheGatewaysWords(string request, int status, string message)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        var response = await gateway.SendAsync(request);

        Assert.Equal(status, response.Status);
        Assert.Equal($"{message}\nrequest_id: {response["X-Kong-Request-Id"]}\n", response.Body);
        Assert.Equal("kong/3.10.0", response["Server"]);
        Assert.Empty(upstream.Requests);
        Assert.Equal(200, (await gateway.GetAsync("/")).Status);
    }

    [Theory]
    [InlineData(1_001, 10)]
    [InlineData(1, 9_000)]
    [InlineData(10, 5_000)]
    public async Task Send_HeaderFlood_400(int count, int size)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        var headers = string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('v', size)}\r\n"));

        var response = await gateway.GetAsync("/", headers);

        Assert.Equal(400, response.Status);
        Assert.StartsWith("Request header or cookie too large\n", response.Body);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task Send_RequestLineTooLong_414()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        var response = await gateway.GetAsync("/" + new string('a', 10_000));

        Assert.Equal(414, response.Status);
        Assert.StartsWith("URI too long\n", response.Body);
    }

    [Fact]
    public async Task Send_GarbageAfterARequest_FirstIsServedAndTheConnectionEnds()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        Assert.Equal(200, (await client.SendRequestAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n\u0016\u0003\u0001 garbage\r\n\r\n")).Status);
        Assert.Equal(400, (await client.ReadResponseAsync()).Status);
        Assert.Null(await client.Reader.ReadHeadAsync());
    }

    [Fact]
    public async Task Send_HalfARequest_IsGivenUpInTime()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(
            upstream.EndPoint,
            options: options => options with { RequestHeadersTimeout = TimeSpan.FromMilliseconds(300) });
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: h\r\nX-Unfin");

        Assert.Equal(408, (await client.ReadResponseAsync()).Status);
    }

    [Fact]
    public async Task Send_RandomBytes_GatewayGoesOn()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        var random = new Random(7);
        for (var i = 0; i < 60; i++)
        {
            var bytes = new byte[random.Next(1, 600)];
            random.NextBytes(bytes);
            using var client = await gateway.ConnectAsync();
            await client.SendAsync(Encoding.Latin1.GetString(bytes) + "\r\n\r\n");
            client.ShutdownSend();
            try
            {
                Assert.NotEqual(200, (await client.ReadResponseAsync()).Status);
            }
            catch (IOException)
            {
                // Closed without a word: as good for what is not HTTP at all.
            }
        }

        Assert.Equal(200, (await gateway.GetAsync("/")).Status);
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task Mutated_Requests_NeverSmuggleASecondOne()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        string[] smuggled =
        [
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n",
        ];

        foreach (var request in smuggled)
        {
            using var client = await gateway.ConnectAsync();
            await client.SendAsync(request);
            client.ShutdownSend();
            try
            {
                while (true)
                {
                    await client.ReadResponseAsync();
                }
            }
            catch (IOException)
            {
            }
        }

        // What one parser takes for a second request both must: each request that reached the upstream has a head of its own there.
        Assert.All(upstream.Requests, request =>
        {
            Assert.False(request["Content-Length"] is not null && request["Transfer-Encoding"] is not null);
            Assert.Equal("", request.Body);
        });
    }
}

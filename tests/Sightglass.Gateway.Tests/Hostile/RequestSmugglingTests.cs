using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Hostile;

/// <summary>
/// Requests that two recipients might delimit differently (RFC 9112, 2.2, 3.2, 5.1, 5.2, 6.1, 6.3, 7.1, 11.2): refused, nothing of them is a whole request to an
/// upstream, and what follows them on the connection is never read as one.
/// </summary>
public sealed class RequestSmugglingTests
{
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

    [Theory]
    // 6.1, 6.3: more than one opinion about the length, or none that is understood.
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5")]
    [InlineData("Content-Length: 0\r\nTransfer-Encoding: chunked")]
    [InlineData("content-length: 5\r\ntransfer-encoding: Chunked")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6")]
    [InlineData("Content-Length: 5\r\nContent-Length: 5")]
    [InlineData("Content-Length: 5\r\ncontent-length: 0")]
    [InlineData("Content-Length: 5, 5")]
    [InlineData("Content-Length: 5,6")]
    [InlineData("Content-Length: +5")]
    [InlineData("Content-Length: -5")]
    [InlineData("Content-Length: 0x5")]
    [InlineData("Content-Length: 5 5")]
    [InlineData("Content-Length: 5.0")]
    [InlineData("Content-Length: 5;")]
    [InlineData("Content-Length: \"5\"")]
    [InlineData("Content-Length: \u00b2")]
    [InlineData("Content-Length: five")]
    [InlineData("Content-Length:")]
    [InlineData("Content-Length: 9223372036854775808")]
    [InlineData("Content-Length: 18446744073709551621")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity")]
    [InlineData("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked, chunked")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    [InlineData("Transfer-Encoding: gzip, chunked")]
    [InlineData("Transfer-Encoding: identity, chunked")]
    [InlineData("Transfer-Encoding: ,chunked")]
    [InlineData("Transfer-Encoding: identity")]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding: x chunked")]
    [InlineData("Transfer-Encoding: chunkedx")]
    [InlineData("Transfer-Encoding: chunked;q=1")]
    [InlineData("Transfer-Encoding: \"chunked\"")]
    [InlineData("Transfer-Encoding: 'chunked'")]
    [InlineData("Transfer-Encoding:")]
    [InlineData("Transfer-Encoding: \u000bchunked")]
    [InlineData("Transfer-Encoding: chunked\u000b")]
    [InlineData("Transfer-Encoding: \0chunked")]
    [InlineData("Transfer-Encoding: \rchunked")]
    // 5.1: white space where a name ends, names that are none.
    [InlineData("Transfer-Encoding : chunked")]
    [InlineData("Transfer-Encoding\t: chunked")]
    [InlineData("Transfer-Encoding\0: chunked")]
    [InlineData("Content-Length : 5")]
    [InlineData(" Content-Length: 5")]
    [InlineData("\tTransfer-Encoding: chunked")]
    [InlineData(": 5")]
    [InlineData("NoColon")]
    [InlineData("Na(me: 1")]
    [InlineData("N\u00e4me: 1")]
    // 5.2: folded lines.
    [InlineData("Content-Length:\r\n 5")]
    [InlineData("Transfer-Encoding:\r\n chunked")]
    [InlineData("X: 1\r\n\tContent-Length: 5")]
    // 2.2: CR and LF other than as an end of a line; 5.5 of RFC 9110: NUL.
    [InlineData("X: 1\nContent-Length: 5")]
    [InlineData("X: 1\rContent-Length: 5")]
    [InlineData("X: 1\r\rContent-Length: 5")]
    [InlineData("X: 1\0")]
    [InlineData("Content-Length: 5\n")]
    [InlineData("X\rY: 1")]
    [InlineData("X\nY: 1")]
    public Task Send_AmbiguousHead_IsRefused(string headers)
        => AssertRefusedAsync($"POST / HTTP/1.1\r\nHost: h\r\n{headers}\r\n\r\n0\r\n\r\n{Smuggled}");

    [Theory]
    [InlineData("POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST / HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\nHost: h\nContent-Length: 0\n\n")]
    [InlineData("GET / HTTP/1.1\nHost: h\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\n\n")]
    [InlineData("GET / HTTP/1.1\rHost: h\r\r")]
    // 3: request lines.
    [InlineData("GET  / HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET / HTTP/1.1 \r\nHost: h\r\n\r\n")]
    [InlineData(" GET / HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET / \r\nHost: h\r\n\r\n")]
    [InlineData("GET /\r\n\r\n")]
    [InlineData("GET /a b HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a?b c HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a\0b HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a?\0b HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a\rb HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a?\rb HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a\tb HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a?\tb HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a\u007f HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a?\u007f HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /a?\u0001 HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET /\u00e9 HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("G(T / HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET / http/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET / HTTP/1.10\r\nHost: h\r\n\r\n")]
    [InlineData("GET / HTTP/01.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET / HTTP/1.\r\nHost: h\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\0\r\nHost: h\r\n\r\n")]
    // 3.2: targets that are no targets.
    [InlineData("GET h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n")]
    [InlineData("GET * HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET h HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET ?a HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET http:// HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("GET http:///a HTTP/1.1\r\nHost: h\r\n\r\n")]
    // 3.2: Host is there once, and is one.
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: user@a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a#b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a?b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\\b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a:x\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a:80:80\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost : a\r\n\r\n")]
    public Task Send_MalformedRequest_IsRefused(string request) => AssertRefusedAsync(request + Smuggled);

    [Theory]
    [InlineData("\r\n")]
    [InlineData("5\nhello\r\n0\r\n\r\n")]
    [InlineData("5 \r\nhello\r\n0\r\n\r\n")]
    [InlineData(" 5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("\t5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("+5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("0x5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5_\r\nhello\r\n0\r\n\r\n")]
    [InlineData("g\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5\rhello\r\n0\r\n\r\n")]
    [InlineData("5\r\nhello0\r\n\r\n")]
    [InlineData("5\r\nhello\n0\r\n\r\n")]
    [InlineData("5\r\nhello\r0\r\n\r\n")]
    [InlineData("5\r\nhelloxx0\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\n\n")]
    [InlineData("5\r\nhello\r\n0\r\nX: y\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\nX : y\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\nX: y\r\n z\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\n X: y\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\nX: \0\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\nX\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\nX: a\rb\r\n\r\n")]
    [InlineData("10000000000000005\r\nhello\r\n0\r\n\r\n")]
    [InlineData("ffffffffffffffff\r\nhello\r\n0\r\n\r\n")]
    [InlineData("100000005\r\nhello\r\n0\r\n\r\n")]
    [InlineData("80000005\r\nhello\r\n0\r\n\r\n")]
    // An extension is where a line may end for one and not for the other.
    [InlineData("5;a\nhello\r\n0\r\n\r\n")]
    [InlineData("5;\nhello\r\n0\r\n\r\n")]
    [InlineData("5;a=\"\n\"\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5;a\rb\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0;a\n\r\n")]
    public Task Send_MalformedChunks_AreNoWholeRequest(string body)
        => AssertRefusedAsync($"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n{body}{Smuggled}");

    /// <summary>An extension says nothing to anybody; it is not kept, however long, and does not go on.</summary>
    [Fact]
    public async Task Send_LongChunkExtension_IsPassedOver()
    {
        var seen = new MemoryStream();
        await using var upstream = new Fakes.RawServer.RawServer(async connection =>
        {
            while (seen.Length < 5 || !seen.ToArray().AsSpan().EndsWith("0\r\n\r\n"u8))
            {
                seen.Write(await connection.ReceiveAsync());
            }

            await connection.SendAsync(FakeUpstream.Response("hello"));
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, route => route with { RequestBuffering = false });

        var response = await gateway.SendAsync(
            $"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;{new string('a', 4_000_000)}\r\nhello\r\n0;\0\r\n\r\n");

        Assert.Equal(200, response.Status);
        Assert.EndsWith("\r\n\r\n5\r\nhello\r\n0\r\n\r\n", System.Text.Encoding.Latin1.GetString(seen.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_TrailersWithoutEnd_AreRefused()
    {
        var trailers = string.Concat(Enumerable.Range(0, 500).Select(i => $"X-{i}: {new string('v', 200)}\r\n"));
        await AssertRefusedAsync($"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n{trailers}\r\n{Smuggled}");
    }

    /// <summary>What is unusual and yet has one meaning only is served.</summary>
    [Theory]
    [InlineData("Content-Length: 5\r\n\r\nhello", "5", null, "hello")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "5", null, "hello", true)]
    [InlineData("TRANSFER-ENCODING:chunked\r\n\r\n0\r\n\r\n", "0", null, "", true)]
    [InlineData("Content-Length: \t5 \t\r\n\r\nhello", "5", null, "hello")]
    [InlineData("Content-Length: 00005\r\n\r\nhello", "5", null, "hello")]
    [InlineData("Content-Length: 0\r\n\r\n", "0", null, "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", null, "chunked", "hello")]
    [InlineData("Transfer-Encoding: CHUNKED \r\n\r\n005;x=y;z=\"q\"\r\nhello\r\n000\r\n\r\n", null, "chunked", "hello")]
    [InlineData("TRANSFER-ENCODING:chunked\r\n\r\n0\r\n\r\n", null, "chunked", "")]
    [InlineData("X-Content-Length: 7\r\nContent-Length: 5\r\n\r\nhello", "5", null, "hello")]
    [InlineData("X-Content-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", null, "chunked", "hello")]
    public async Task Send_UnusualAndUnambiguous_IsServedAndSoIsWhatFollows(
        string rest, string? length, string? encoding, string body, bool isHeldBack = false)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, route => route with { RequestBuffering = isHeldBack });
        using var client = await gateway.ConnectAsync();

        var first = await client.SendRequestAsync($"POST /first HTTP/1.1\r\nHost: h\r\n{rest}GET /second HTTP/1.1\r\nHost: h\r\n\r\n");
        var second = await client.ReadResponseAsync();

        Assert.Equal((200, 200), (first.Status, second.Status));
        Assert.Equal(["/first", "/second"], upstream.Requests.Select(request => request.Target));
        var request = upstream.Requests.First();
        Assert.Equal((length, encoding, body), (request["Content-Length"], request["Transfer-Encoding"], request.Body));
    }

    [Theory]
    [InlineData("GET http://target.test/a?b HTTP/1.1\r\nHost: target.test\r\n\r\n", "target.test", "/a?b")]
    [InlineData("GET http://target.test/a HTTP/1.1\r\nHost: other.test\r\n\r\n", "target.test", "/a")]
    [InlineData("GET http://target.test:8080/a HTTP/1.1\r\nHost: other.test\r\n\r\n", "target.test:8080", "/a")]
    [InlineData("GET http://target.test HTTP/1.1\r\nHost: other.test\r\n\r\n", "target.test", "/")]
    [InlineData("GET http://target.test?b HTTP/1.1\r\nHost: other.test\r\n\r\n", "target.test", "/?b")]
    public async Task Send_TargetWithAuthority_DecidesInPlaceOfTheHostHeader(string text, string host, string target)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(
            upstream.EndPoint,
            route => route with { Hosts = ["target.test"], PreserveHost = true });

        Assert.Equal(200, (await gateway.SendAsync(text)).Status);

        var request = Assert.Single(upstream.Requests);
        Assert.Equal((host, target), (request["Host"], request.Target));
    }

    /// <summary>What frames, routes or authenticates belongs in a head (RFC 9110, 6.5.1).</summary>
    [Fact]
    public async Task Send_TrailersThatBelongInAHead_AreDropped()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        var response = await gateway.SendAsync(
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"
            + "X-Checksum: 7\r\nContent-Length: 9\r\nTransfer-Encoding: gzip\r\nHost: evil\r\nConnection: X-Checksum\r\nAuthorization: Basic eA==\r\n"
            + "X-Forwarded-For: 6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\nX-Consumer-ID: 1\r\nTE: trailers\r\nContent-Encoding: gzip\r\nContent-Type: x/y\r\n\r\n");

        Assert.Equal(200, response.Status);
        Assert.Equal("X-Checksum: 7\r\n", Assert.Single(upstream.Requests).Trailers);
    }

    /// <summary>The upstream answers before the client has sent its body: what is still under way is body, whatever it looks like.</summary>
    [Fact]
    public async Task Send_BodyThatLooksLikeARequest_AfterAnEarlyAnswer_IsNeverOne()
    {
        var answered = new TaskCompletionSource();
        await using var upstream = new Fakes.RawServer.RawServer(async connection =>
        {
            var bytes = await connection.ReceiveAsync();
            if (bytes.AsSpan().IndexOf("/smuggled"u8) >= 0)
            {
                answered.TrySetException(new InvalidOperationException("A body reached the upstream as a request"));
            }

            await connection.SendAsync(FakeUpstream.Response("early", 403));
            await connection.WaitForCloseAsync();
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        var first = await client.SendRequestAsync($"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {Smuggled.Length}\r\n\r\n");
        Assert.Equal(403, first.Status);
        await client.SendAsync(Smuggled);
        answered.TrySetResult();
        await answered.Task;

        // Either the connection is over, or the body was read as what it is and a request after it is answered.
        try
        {
            await client.SendAsync("GET /after HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            var head = await client.Reader.ReadHeadAsync();
            if (head is not null)
            {
                Assert.StartsWith("HTTP/1.1 403 ", head, StringComparison.Ordinal);
                Assert.Equal("early", await client.Reader.ReadToEndAsync());
            }
        }
        catch (IOException)
        {
            // Closed.
        }
    }

    /// <summary>Sends bytes and expects a refusal, the end of the connection, and a gateway that goes on.</summary>
    private static async Task AssertRefusedAsync(string bytes)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();
        await client.SendAsync(bytes);

        var response = await client.ReadResponseAsync();
        Assert.True(response.Status is 400 or 505, $"Answered with {response.Status}");
        try
        {
            Assert.Null(await client.Reader.ReadHeadAsync());
        }
        catch (ConnectionBrokenException)
        {
            // Bytes were left unread when it was closed.
        }

        Assert.Empty(upstream.Requests);
        Assert.Equal(200, (await gateway.GetAsync("/still-there")).Status);
        Assert.Equal("/still-there", Assert.Single(upstream.Requests).Target);
    }
}

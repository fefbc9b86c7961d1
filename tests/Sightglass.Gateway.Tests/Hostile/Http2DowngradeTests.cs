using System.Net;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Hostile;

/// <summary>
/// HTTP/2 can carry bytes that HTTP/1.1 gives a meaning to, and lengths of its own beside the frames (RFC 9113, 8.1.1, 8.2, 8.3, 10.3). None of that gets
/// into a request to an HTTP/1.1 upstream.
/// </summary>
public sealed class Http2DowngradeTests
{
    public static TheoryData<string, string, string> Injected => new()
    {
        // what, name, value: replaces the pseudo header of that name, or is added
        { "CR LF in a value", "x", "1\r\nEvil: 2" },
        { "CR LF CR LF in a value", "x", "1\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n" },
        { "LF in a value", "x", "1\nEvil: 2" },
        { "CR in a value", "x", "1\rEvil: 2" },
        { "NUL in a value", "x", "1\0" },
        { "CR LF in a name", "x\r\nevil", "1" },
        { "LF in a name", "x\nevil", "1" },
        { "colon in a name", "x: 1\r\nevil", "1" },
        { "colon and blank in a name", "x: y", "1" },
        { "blank in a name", "x y", "1" },
        { "NUL in a name", "x\0", "1" },
        { "upper case in a name", "X-Upper", "1" },
        { "no name", "", "1" },
        { "non-ASCII name", "x\u00e9", "1" },
        { "path with CR LF", ":path", "/a HTTP/1.1\r\nHost: evil\r\nX: " },
        { "query with CR LF", ":path", "/a?b HTTP/1.1\r\nHost: evil\r\nX: " },
        { "path with a blank", ":path", "/a HTTP/1.1" },
        { "query with a blank", ":path", "/a?b HTTP/1.1" },
        { "path with a tab", ":path", "/a\tb" },
        { "query with a tab", ":path", "/a?\tb" },
        { "path with NUL", ":path", "/a\0" },
        { "query with DEL", ":path", "/a?\u007f" },
        { "query that is not ASCII", ":path", "/a?\u00e9" },
        { "empty path", ":path", "" },
        { "path without a slash", ":path", "a" },
        { "path that is a query", ":path", "?a" },
        { "asterisk with GET", ":path", "*" },
        { "absolute path", ":path", "http://evil/a" },
        { "method with a blank", ":method", "GET /smuggled HTTP/1.1" },
        { "method with CR LF", ":method", "GET / HTTP/1.1\r\nHost: evil\r\n\r\nGET" },
        { "method that is no token", ":method", "G(T" },
        { "empty method", ":method", "" },
        { "scheme with CR LF", ":scheme", "http\r\nEvil: 1" },
        { "scheme with a target", ":scheme", "http://evil/a?" },
        { "authority with CR LF", ":authority", "h\r\nEvil: 1" },
        { "authority with a blank", ":authority", "h evil" },
        { "authority with a path", ":authority", "h/evil" },
        { "authority with user info", ":authority", "user@h" },
        { "transfer coding", "transfer-encoding", "chunked" },
        { "connection", "connection", "keep-alive" },
        { "connection that names", "connection", "x-forwarded-for" },
        { "keep-alive", "keep-alive", "timeout=5" },
        { "proxy-connection", "proxy-connection", "close" },
        { "upgrade", "upgrade", "websocket" },
        { "pseudo header after a field", ":method", "" },
        { "pseudo header of a response", ":status", "200" },
        { "unknown pseudo header", ":evil", "1" },
        { "length that is negative", "content-length", "-1" },
        { "length that is a list", "content-length", "0, 0" },
        { "length without a body", "content-length", "5" },
        { "length beyond numbers", "content-length", "99999999999999999999" },
    };

    [Theory]
    [MemberData(nameof(Injected))]
    public async Task Send_FieldThatMeansSomethingElseOnHttp1_NeverReachesTheUpstream(string what, string name, string value)
    {
        Assert.NotEmpty(what);
        var fields = new List<(string Name, string Value)> { (":method", "GET"), (":scheme", "http"), (":path", "/a"), (":authority", "h") };
        var known = fields.FindIndex(field => field.Name == name);
        if (known >= 0)
        {
            fields[known] = (name, value);
        }
        else
        {
            fields.Add((name, value));
        }

        await AssertRefusedAsync(fields, []);
    }

    [Fact]
    public Task Send_PseudoHeaderAfterAField_IsRefused()
        => AssertRefusedAsync([(":method", "GET"), (":scheme", "http"), ("x", "1"), (":path", "/a"), (":authority", "h")], []);

    [Theory]
    [InlineData(":method", "POST")]
    [InlineData(":path", "/b")]
    [InlineData(":scheme", "http")]
    [InlineData(":authority", "h")]
    public Task Send_PseudoHeaderTwice_IsRefused(string name, string value)
        => AssertRefusedAsync([(":method", "GET"), (":scheme", "http"), (":path", "/a"), (":authority", "h"), (name, value)], []);

    [Theory]
    [InlineData(":method")]
    [InlineData(":path")]
    [InlineData(":scheme")]
    [InlineData(":authority")]
    public Task Send_PseudoHeaderMissing_IsRefused(string name)
        => AssertRefusedAsync(
            new List<(string Name, string Value)> { (":method", "GET"), (":scheme", "http"), (":path", "/a"), (":authority", "h") }.FindAll(field => field.Name != name),
            []);

    /// <summary>A length that is not the frames' is not the upstream's either (RFC 9113, 8.1.1).</summary>
    [Theory]
    [InlineData("5", "abc")]
    [InlineData("3", "abcde")]
    [InlineData("0", "abcde")]
    [InlineData("5, 5", "abcde")]
    public Task Send_LengthThatIsNotTheFrames_IsNoWholeRequest(string length, string body)
        => AssertRefusedAsync([(":method", "POST"), (":scheme", "http"), (":path", "/a"), (":authority", "h"), ("content-length", length)], body);

    [Fact]
    public Task Send_LengthTwice_IsRefused()
        => AssertRefusedAsync(
            [(":method", "POST"), (":scheme", "http"), (":path", "/a"), (":authority", "h"), ("content-length", "5"), ("content-length", "5")],
            "abcde");

    [Theory]
    [InlineData("5", "5", null)]
    [InlineData("005", "5", null)]
    [InlineData("+5", "5", null)]
    [InlineData(null, "5", null)]
    public async Task Send_Body_IsFramedOnceForTheUpstream(string? length, string? sent, string? coding)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(upstream.EndPoint);
        using var wire = await Http2Wire.ConnectAsync(gateway.Address);
        List<(string, string)> fields = [(":method", "POST"), (":scheme", "http"), (":path", "/a"), (":authority", "h")];
        if (length is not null)
        {
            fields.Add(("content-length", length));
        }

        await wire.SendAsync(Http2Wire.Headers, Http2Wire.EndHeaders, 1, Http2Wire.Block(fields));
        await wire.SendAsync(Http2Wire.Data, Http2Wire.EndStream, 1, "abcde"u8.ToArray());

        Assert.Equal(200, await wire.ReadOutcomeAsync(1));
        var request = Assert.Single(upstream.Requests);
        Assert.Equal((sent, coding, "abcde"), (request["Content-Length"], request["Transfer-Encoding"], request.Body));
    }

    [Fact]
    public async Task Send_TrailersThatBelongInAHead_AreDropped()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(upstream.EndPoint);
        using var wire = await Http2Wire.ConnectAsync(gateway.Address);

        await wire.SendAsync(
            Http2Wire.Headers, Http2Wire.EndHeaders, 1, Http2Wire.Block([(":method", "POST"), (":scheme", "http"), (":path", "/a"), (":authority", "h")]));
        await wire.SendAsync(Http2Wire.Data, 0, 1, "abcde"u8.ToArray());
        await wire.SendAsync(
            Http2Wire.Headers,
            Http2Wire.EndHeaders | Http2Wire.EndStream,
            1,
            Http2Wire.Block([("x-checksum", "7"), ("content-length", "9"), ("host", "evil"), ("authorization", "Basic eA=="), ("x-forwarded-for", "6.6.6.6")]));

        Assert.Equal(200, await wire.ReadOutcomeAsync(1));
        var request = Assert.Single(upstream.Requests);
        Assert.Equal(("abcde", "x-checksum: 7\r\n"), (request.Body, request.Trailers.ToLowerInvariant()));
    }

    [Theory]
    [InlineData(":path", "/evil")]
    [InlineData("x", "1\r\nEvil: 2")]
    [InlineData("x y", "1")]
    [InlineData("X", "1")]
    public async Task Send_MalformedTrailers_AreNoEndOfARequest(string name, string value)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(upstream.EndPoint);
        using var wire = await Http2Wire.ConnectAsync(gateway.Address);

        await wire.SendAsync(
            Http2Wire.Headers, Http2Wire.EndHeaders, 1, Http2Wire.Block([(":method", "POST"), (":scheme", "http"), (":path", "/a"), (":authority", "h")]));
        await wire.SendAsync(Http2Wire.Data, 0, 1, "abcde"u8.ToArray());
        await wire.SendAsync(Http2Wire.Headers, Http2Wire.EndHeaders | Http2Wire.EndStream, 1, Http2Wire.Block([(name, value)]));

        Assert.Contains(await wire.ReadOutcomeAsync(1), new[] { 0, 400 });
        Assert.Empty(upstream.Requests);
    }

    /// <summary>The authority decides alone: what routes is what the upstream is told (RFC 9113, 8.3.1).</summary>
    [Fact]
    public async Task Send_AuthorityAndHostDiffer_TheAuthorityDecides()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint, route => route with { Hosts = ["authority.test"], PreserveHost = true }),
            Http2);
        using var wire = await Http2Wire.ConnectAsync(gateway.Address);

        await wire.SendAsync(
            Http2Wire.Headers,
            Http2Wire.EndHeaders | Http2Wire.EndStream,
            1,
            Http2Wire.Block([(":method", "GET"), (":scheme", "http"), (":path", "/a"), (":authority", "authority.test"), ("host", "evil.test")]));

        Assert.Equal(200, await wire.ReadOutcomeAsync(1));
        Assert.Equal("authority.test", Assert.Single(upstream.Requests)["Host"]);
    }

    /// <summary>Only trailers can be asked for; anything else is not the next hop's business.</summary>
    [Theory]
    [InlineData("gzip", null)]
    [InlineData("trailers, gzip", "trailers")]
    public async Task Send_Te_GoesOnOnlyAsFarAsItAsksForTrailers(string sent, string? passedOn)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(upstream.EndPoint);
        using var wire = await Http2Wire.ConnectAsync(gateway.Address);

        await wire.SendAsync(
            Http2Wire.Headers,
            Http2Wire.EndHeaders | Http2Wire.EndStream,
            1,
            Http2Wire.Block([(":method", "GET"), (":scheme", "http"), (":path", "/a"), (":authority", "h"), ("te", sent)]));

        if (await wire.ReadOutcomeAsync(1) == 200)
        {
            Assert.Equal(passedOn, Assert.Single(upstream.Requests)["TE"]);
        }
        else
        {
            Assert.Empty(upstream.Requests);
        }
    }

    [Theory]
    [InlineData(1_001, 10)]
    [InlineData(10, 5_000)]
    public async Task Send_HeaderFlood_IsRefused(int count, int size)
        => await AssertRefusedAsync(
            [
                (":method", "GET"), (":scheme", "http"), (":path", "/a"), (":authority", "h"),
                .. Enumerable.Range(0, count).Select(i => ($"x-{i}", new string('v', size))),
            ],
            []);

    private static Func<GatewayOptions, GatewayOptions> Http2 => options => options with
    {
        Listeners = [new ListenerSettings { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Http2 = true }],
    };

    private static Task<GatewayFixture> StartAsync(IPEndPoint upstream) => GatewayFixture.StartAsync(Configurations.Proxy(upstream), Http2);

    private static Task AssertRefusedAsync(IEnumerable<(string Name, string Value)> fields, string body)
        => AssertRefusedAsync(fields, System.Text.Encoding.Latin1.GetBytes(body));

    private static async Task AssertRefusedAsync(IEnumerable<(string Name, string Value)> fields, byte[] body)
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await StartAsync(upstream.EndPoint);
        using (var wire = await Http2Wire.ConnectAsync(gateway.Address))
        {
            var block = Http2Wire.Block(fields);
            const int Size = 16_000;
            var end = body.Length == 0 ? Http2Wire.EndStream : 0;
            await wire.SendAsync(Http2Wire.Headers, (byte)(end | (block.Length <= Size ? Http2Wire.EndHeaders : 0)), 1, block[..Math.Min(Size, block.Length)]);
            for (var at = Size; at < block.Length; at += Size)
            {
                await wire.SendAsync(
                    Http2Wire.Continuation, at + Size >= block.Length ? Http2Wire.EndHeaders : (byte)0, 1, block[at..Math.Min(at + Size, block.Length)]);
            }

            if (body.Length > 0)
            {
                await wire.SendAsync(Http2Wire.Data, Http2Wire.EndStream, 1, body);
            }

            var status = await wire.ReadOutcomeAsync(1);
            Assert.True(status is 0 or 400 or 405 or 431, $"Answered with {status}");
        }

        Assert.Empty(upstream.Requests);
        Assert.Equal(200, (await gateway.GetAsync("/still-there")).Status);
        Assert.Equal("/still-there", Assert.Single(upstream.Requests).Target);
    }
}

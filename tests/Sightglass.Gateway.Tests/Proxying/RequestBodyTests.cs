using Sightglass.Gateway.Tests.Fakes.RawServer;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Gateway.Tests.Net;

namespace Sightglass.Gateway.Tests.Proxying;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(16 * 1024)]
    [InlineData(1_000_000)]
    public async Task Post_WithLength_BodyAndLengthArrive(int length)
    {
        var body = new string('b', length);
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 3; i++)
        {
            var response = await client.SendRequestAsync($"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {length}\r\n\r\n{body}");
            Assert.Equal(200, response.Status);
        }

        Assert.All(upstream.Requests, request => Assert.Equal(body, request.Body));
        Assert.Equal(1, upstream.Connections);
    }

    [Fact]
    public async Task Post_Chunked_IsSentChunkedWithItsTrailers()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        var response = await gateway.SendAsync(
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
            + "3\r\nabc\r\n4\r\ndefg\r\n0\r\nX-Sum: 7\r\nContent-Length: 9\r\n\r\n");

        var request = Assert.Single(upstream.Requests);
        Assert.Equal(200, response.Status);
        Assert.Equal("chunked", request["Transfer-Encoding"]);
        Assert.Null(request["Content-Length"]);
        Assert.Equal("abcdefg", request.Body);
        Assert.Equal("X-Sum: 7\r\n", request.Trailers);
    }

    [Fact]
    public async Task Post_Expect100_ClientIsToldToGoOn()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal(100, (await client.ReadResponseAsync()).Status);
        await client.SendAsync("body");

        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        var request = Assert.Single(upstream.Requests);
        Assert.Equal("body", request.Body);
        Assert.Null(request["Expect"]);
    }

    [Fact]
    public async Task Post_UpstreamAnswersEarly_ResponseArrivesBeforeTheBodyEnds()
    {
        await using var upstream = new RawServer(async connection =>
        {
            await connection.ReceiveAsync();
            await connection.SendAsync(FakeUpstream.Response("too much", 413));
            await connection.WaitForCloseAsync();
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nbeginning");
        var response = await client.ReadResponseAsync();

        Assert.Equal(413, response.Status);
        Assert.Equal("too much", response.Body);
    }

    [Fact]
    public async Task Post_FullDuplex_PiecesGoBothWaysAtOnce()
    {
        await using var upstream = new RawServer(async connection =>
        {
            var head = new HttpReader(new System.Net.Sockets.NetworkStream(connection.Socket));
            await head.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal("4\r\nping\r\n", await head.ReadAsync(9));
                await connection.SendAsync("4\r\npong\r\n");
            }

            Assert.Equal("0\r\n\r\n", await head.ReadAsync(5));
            await connection.SendAsync("0\r\n\r\n");
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, route => route with { RequestBuffering = false });
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync("4\r\nping\r\n");
            if (i == 0)
            {
                await client.Reader.ReadHeadAsync();
            }

            Assert.Equal("4\r\npong\r\n", await client.Reader.ReadAsync(9));
        }

        await client.SendAsync("0\r\n\r\n");
        Assert.Equal("0\r\n\r\n", await client.Reader.ReadAsync(5));
    }

    [Fact]
    public async Task Post_ChunksLargerThanTheBuffer_AreStreamed()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, options: options => options with { RequestBodyBufferSize = 8 });
        var piece = new string('x', 20_000);

        var response = await gateway.SendAsync(
            $"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n{piece.Length:x}\r\n{piece}\r\n3\r\nend\r\n0\r\n\r\n");

        Assert.Equal(200, response.Status);
        var request = Assert.Single(upstream.Requests);
        Assert.Equal("chunked", request["Transfer-Encoding"]);
        Assert.Equal(piece + "end", request.Body);
    }

    [Fact]
    public async Task Post_ClientLeavesInsideBufferedBody_UpstreamIsNotAsked()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);
        using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
        }

        await Fakes.Eventually.TrueAsync(() => gateway.Host.Metrics.Requests == 1, "the request is over");
        Assert.Equal(0, upstream.Connections);
    }

    [Fact]
    public async Task Post_BodyTooLarge_413()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, options: options => options with { MaxRequestBodySize = 10 });

        var response = await gateway.SendAsync("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n12345678901");

        Assert.Equal(413, response.Status);
        Assert.StartsWith("Payload too large", response.Body);
    }

    [Fact]
    public async Task Post_MalformedChunk_400AndUpstreamIsNotReused()
    {
        await using var upstream = FakeUpstream.Ok();
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint);

        var response = await gateway.SendAsync("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n");

        Assert.Equal(400, response.Status);
        Assert.StartsWith("Bad request", response.Body);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task Post_ClientLeavesInsideBody_UpstreamSeesNoEnd()
    {
        var seen = new TaskCompletionSource<byte[]>();
        await using var upstream = new RawServer(async connection =>
        {
            var head = await connection.ReceiveAsync();
            var received = new List<byte>(head);
            try
            {
                for (var piece = await connection.ReceiveAsync(); piece.Length > 0; piece = await connection.ReceiveAsync())
                {
                    received.AddRange(piece);
                }
            }
            catch (System.Net.Sockets.SocketException)
            {
            }

            seen.SetResult([.. received]);
        });
        await using var gateway = await GatewayFixture.ProxyAsync(upstream.EndPoint, route => route with { RequestBuffering = false });
        using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
            await Fakes.Eventually.TrueAsync(() => upstream.Accepted == 1, "the upstream was reached");
        }

        var text = System.Text.Encoding.Latin1.GetString(await seen.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.DoesNotContain("0\r\n\r\n", text);
    }

    /// <summary>While the client still sends, the upstream has nothing to answer yet: its time has not begun.</summary>
    [Theory]
    [InlineData("Content-Length: 8\r\n\r\n", "half", "rest")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "4\r\nhalf\r\n", "4\r\nrest\r\n0\r\n\r\n")]
    public async Task Post_LongerThanTheReadTimeout_IsServed(string framing, string half, string rest)
    {
        var time = new ManualTimeProvider();
        var half1 = new TaskCompletionSource();
        var all = new TaskCompletionSource();
        await using var upstream = new RawServer(async connection =>
        {
            var received = "";
            while (!received.Contains("rest", StringComparison.Ordinal) || (framing[0] == 'T' && !received.EndsWith("0\r\n\r\n", StringComparison.Ordinal)))
            {
                received += System.Text.Encoding.Latin1.GetString(await connection.ReceiveAsync());
                if (received.Contains("half", StringComparison.Ordinal))
                {
                    half1.TrySetResult();
                }
            }

            all.SetResult();
            await connection.SendAsync(FakeUpstream.Response("whole"));
        });
        await using var gateway = await GatewayFixture.ProxyAsync(
            upstream.EndPoint,
            route => route with { RequestBuffering = false },
            service: service => service with { ReadTimeout = 1_000, Retries = 0 },
            options: options => options with { Time = time });
        using var client = await gateway.ConnectAsync();

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: h\r\n{framing}{half}");
        await half1.Task.WaitAsync(TimeSpan.FromSeconds(20));
        time.Advance(TimeSpan.FromSeconds(30));
        await client.SendAsync(rest);

        var response = await client.ReadResponseAsync();
        Assert.Equal((200, "whole"), (response.Status, response.Body));
        await all.Task;
    }

    [Fact]
    public async Task Post_UpstreamSilentAfterTheWholeRequest_504()
    {
        var time = new ManualTimeProvider();
        var all = new TaskCompletionSource();
        await using var upstream = new RawServer(async connection =>
        {
            var received = "";
            while (!received.EndsWith("0\r\n\r\n", StringComparison.Ordinal))
            {
                received += System.Text.Encoding.Latin1.GetString(await connection.ReceiveAsync());
            }

            all.SetResult();
            await connection.HangAsync();
        });
        await using var gateway = await GatewayFixture.ProxyAsync(
            upstream.EndPoint,
            route => route with { RequestBuffering = false },
            service: service => service with { ReadTimeout = 1_000, Retries = 0 },
            options: options => options with { Time = time });
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n");
        await all.Task.WaitAsync(TimeSpan.FromSeconds(20));
        var response = client.ReadResponseAsync();

        // The end of the request is noted a moment after the upstream has it.
        await Fakes.Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(2));
                return response.IsCompleted;
            },
            "the upstream's time is over");
        Assert.Equal(504, (await response).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_ClientStopsInsideBody_408AndUpstreamIsLetGo(bool isReadByAPlugin)
    {
        var time = new ManualTimeProvider();
        var closed = new TaskCompletionSource();
        await using var upstream = new RawServer(async connection =>
        {
            try
            {
                await connection.WaitForCloseAsync();
            }
            catch (System.Net.Sockets.SocketException)
            {
                // Reset: gone as well.
            }

            closed.SetResult();
        });
        var reading = new PluginRuntime.TestPlugin("reading", 1, Sightglass.PluginSdk.PluginPhases.Access)
        {
            Access = async context => await context.Request.ReadBodyAsync(1_000, CancellationToken.None),
        };
        var configuration = Configurations.Proxy(upstream.EndPoint, service: service => service with { ReadTimeout = 600_000, Retries = 0 });
        await using var gateway = await GatewayFixture.StartAsync(
            isReadByAPlugin ? configuration with { Plugins = [Configurations.Plugin("reading")] } : configuration,
            options => options with { Time = time, RequestBodyTimeout = TimeSpan.FromSeconds(10) },
            null,
            reading);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\nhalf");
        var response = client.ReadResponseAsync();
        await Fakes.Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(3));
                return response.IsCompleted;
            },
            "the client's time is over");

        Assert.Equal(408, (await response).Status);
        Assert.StartsWith("Request timeout\n", (await response).Body, StringComparison.Ordinal);
        try
        {
            Assert.Null(await client.Reader.ReadHeadAsync());
        }
        catch (ConnectionBrokenException)
        {
            // What it has sent was not taken any more.
        }

        if (!isReadByAPlugin)
        {
            await closed.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    [Fact]
    public async Task Post_MalformedBodyThatAPluginReads_400()
    {
        await using var upstream = FakeUpstream.Ok();
        var reading = new PluginRuntime.TestPlugin("reading", 1, Sightglass.PluginSdk.PluginPhases.Access)
        {
            Access = async context => await context.Request.ReadBodyAsync(1_000, CancellationToken.None),
        };
        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy(upstream.EndPoint) with { Plugins = [Configurations.Plugin("reading")] }, null, null, reading);

        var response = await gateway.SendAsync("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n");

        Assert.Equal(400, response.Status);
        Assert.StartsWith("Bad request\n", response.Body, StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
    }
}

using System.Text;
using Sightglass.Gateway.Tests.Fakes.RawServer;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Upstream;

public sealed class UpstreamConnectionTests
{
    private const string Hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    [Theory]
    [InlineData(Hello, "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", "hello!")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", "")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + Hello, "hello")]
    public async Task Exchange_WholeResponse_GivesTheBodyAndKeepsTheConnection(string response, string body)
    {
        foreach (var piece in new[] { int.MaxValue, 1, 7 })
        {
            await using var fixture = new ExchangeFixture(async connection =>
            {
                while (await connection.ReadRequestAsync() is not null)
                {
                    await connection.SendInPiecesAsync(response, Math.Min(piece, response.Length));
                }
            });
            for (var round = 0; round < 3; round++)
            {
                var (_, text, error) = await fixture.ExchangeAsync(room: round == 1 ? 1 : 4096);
                Assert.Equal((body, UpstreamError.None), (text, error));
            }

            Assert.Equal(1, fixture.Connects);
        }
    }

    [Fact]
    public async Task Exchange_AnswerToHead_HasNoBodyAndKeepsTheConnection()
    {
        await using var fixture = new ExchangeFixture(RawServer.Always("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"));
        Assert.Equal((200, string.Empty, UpstreamError.None), await fixture.ExchangeAsync(head: true));
        Assert.Equal((200, string.Empty, UpstreamError.None), await fixture.ExchangeAsync(head: true));
        Assert.Equal(1, fixture.Connects);
    }

    [Fact]
    public async Task Exchange_UntilClose_GivesAllAndDoesNotKeepTheConnection()
    {
        await using var fixture = new ExchangeFixture(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\n\r\nhel");
            await connection.SendAsync("lo");
        });
        Assert.Equal((200, "hello", UpstreamError.None), await fixture.ExchangeAsync());
        Assert.Equal((200, "hello", UpstreamError.None), await fixture.ExchangeAsync());
        Assert.Equal(2, fixture.Connects);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData(Hello + "extra")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nextra")]
    [InlineData(Hello + Hello)]
    public async Task Exchange_ConnectionCannotBeTrustedAfterwards_IsNotReused(string response)
    {
        await using var fixture = new ExchangeFixture(RawServer.Always(response));
        Assert.Equal((200, "hello", UpstreamError.None), await fixture.ExchangeAsync());
        Assert.Equal((200, "hello", UpstreamError.None), await fixture.ExchangeAsync());
        Assert.Equal(2, fixture.Connects);
    }

    [Fact]
    public async Task ReadBody_LastBytesKnown_SaysSoWithThem()
    {
        await using var fixture = new ExchangeFixture(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(Hello);
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n");
            await connection.WaitForCloseAsync();
        });
        foreach (var trailers in new[] { 0, 1 })
        {
            var (connection, error) = await fixture.StartAsync();
            Assert.Equal(UpstreamError.None, error);
            Assert.Equal(new BodyRead(5, true, UpstreamError.None), await connection.ReadBodyAsync(new byte[5]));
            Assert.Equal(new BodyRead(0, true, UpstreamError.None), await connection.ReadBodyAsync(new byte[5]));
            Assert.Equal(trailers, connection.Trailers.Count);
            connection.Return();
        }
    }

    [Fact]
    public async Task ReadHead_InterimResponses_AreDeliveredOneByOne()
    {
        await using var fixture = new ExchangeFixture(RawServer.Always(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n" + Hello));
        var (connection, error) = await fixture.StartAsync();
        Assert.Equal((UpstreamError.None, 100, true), (error, connection.Head.Status, connection.Head.IsInterim));
        Assert.Equal(UpstreamError.None, await connection.ReadHeadAsync(false));
        Assert.Equal((103, "</s.css>"), (connection.Head.Status, connection.Head.GetValue(0)));
        Assert.Equal(UpstreamError.None, await connection.ReadHeadAsync(false));
        Assert.Equal((200, false), (connection.Head.Status, connection.Head.IsInterim));
        connection.Discard();
    }

    [Fact]
    public async Task ReadHead_InterimResponsesWithoutEnd_AreRefused()
    {
        await using var fixture = new ExchangeFixture(async connection =>
        {
            await connection.ReadRequestAsync();
            for (var i = 0; i < 10_000; i++)
            {
                await connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
            }
        });
        var (_, _, error) = await fixture.ExchangeAsync();
        Assert.Equal(UpstreamError.HeadTooLarge, error);
    }

    [Theory]
    [InlineData("", nameof(UpstreamError.ClosedBeforeResponse))]
    [InlineData("H", nameof(UpstreamError.Reset))]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", nameof(UpstreamError.Reset))]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", nameof(UpstreamError.Reset))]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello", nameof(UpstreamError.BodyTruncated))]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", nameof(UpstreamError.BodyTruncated))]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", nameof(UpstreamError.BodyTruncated))]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloworld", nameof(UpstreamError.InvalidBody))]
    [InlineData("hello", nameof(UpstreamError.InvalidResponse))]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello", nameof(UpstreamError.InvalidResponse))]
    public async Task Exchange_PeerClosesOrTalksNonsense_IsTheRightError(string response, string expected)
    {
        await using var fixture = new ExchangeFixture(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendInPiecesAsync(response, 3);
        });
        var (_, _, error) = await fixture.ExchangeAsync();
        Assert.Equal(expected, error.ToString());
        Assert.Equal(0, fixture.Pool.TotalCount);
    }

    [Theory]
    [InlineData("", nameof(UpstreamError.ClosedBeforeResponse))]
    [InlineData("HTTP/1.1 200", nameof(UpstreamError.Reset))]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nhello", nameof(UpstreamError.BodyTruncated))]
    public async Task Exchange_PeerResets_IsTheRightError(string response, string expected)
    {
        var read = new TaskCompletionSource();
        await using var fixture = new ExchangeFixture(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(response);
            await read.Task;
            connection.Reset();
        });

        var connection = await fixture.RentAsync();
        Assert.Equal(UpstreamError.None, await connection.SendAsync(ExchangeFixture.Get));
        var pending = connection.ReadHeadAsync(false);
        if (response.EndsWith("hello", StringComparison.Ordinal))
        {
            Assert.Equal(UpstreamError.None, await pending);
            Assert.Equal(5, (await connection.ReadBodyAsync(new byte[100])).Bytes);
            read.SetResult();
            var body = await connection.ReadBodyAsync(new byte[100]);
            Assert.Equal((expected, false), (body.Error.ToString(), body.IsLast));
        }
        else
        {
            await Fakes.Eventually.TrueAsync(() => connection.BytesReceived == response.Length, "the start of the response");
            read.SetResult();
            Assert.Equal(expected, (await pending).ToString());
        }

        Assert.Contains("reset by peer", connection.ErrorDetail, StringComparison.Ordinal);
        connection.Discard();
    }

    [Fact]
    public async Task ReadHead_HeadLargerThanTheFirstBuffer_IsReadWhole()
    {
        var value = new string('v', 20_000);
        await using var fixture = new ExchangeFixture(RawServer.Always($"HTTP/1.1 200 OK\r\nX-Long: {value}\r\nContent-Length: 5\r\n\r\nhello"));
        for (var round = 0; round < 2; round++)
        {
            var (connection, error) = await fixture.StartAsync();
            Assert.Equal(UpstreamError.None, error);
            Assert.Equal(value, connection.Head.GetValue(0));
            Assert.Equal("hello", (await ExchangeFixture.ReadBodyAsync(connection)).Body);
            connection.Return();
        }

        Assert.Equal(1, fixture.Connects);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", "X: y\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: ", "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy")]
    [InlineData("HTTP/1.1 200 O", "KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK")]
    public async Task ReadHead_HeadWithoutEnd_IsRefusedAtTheLimit(string begin, string repeated)
    {
        await using var fixture = new ExchangeFixture(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(begin);
            while (true)
            {
                await connection.SendAsync(string.Concat(Enumerable.Repeat(repeated, 100)));
            }
        });
        var (_, _, error) = await fixture.ExchangeAsync();
        Assert.Equal(UpstreamError.HeadTooLarge, error);
    }

    [Fact]
    public async Task ReadBody_LargeBodies_ArriveWhole()
    {
        var data = new byte[3_000_000];
        new Random(3).NextBytes(data);
        await using var fixture = new ExchangeFixture(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                if (connection.Number == 1)
                {
                    await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {data.Length}\r\n\r\n");
                    await connection.SendAsync(data);
                    await connection.ReadRequestAsync();
                    await connection.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (var at = 0; at < data.Length;)
                    {
                        var size = Math.Min(data.Length - at, 1 + (at % 70_000));
                        await connection.SendAsync($"{size:X}\r\n");
                        await connection.SendAsync(data.AsMemory(at, size));
                        await connection.SendAsync("\r\n");
                        at += size;
                    }

                    await connection.SendAsync("0\r\n\r\n");
                }
            }
        });
        var expected = Encoding.Latin1.GetString(data);
        Assert.Equal((200, expected, UpstreamError.None), await fixture.ExchangeAsync(room: 16_384));
        Assert.Equal((200, expected, UpstreamError.None), await fixture.ExchangeAsync(room: 5_000));
        Assert.Equal(1, fixture.Connects);
    }

    [Fact]
    public async Task Upgrade_BothDirections_CarryBytesUntilEachSideCloses()
    {
        await using var fixture = new ExchangeFixture(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nfirst");
            Assert.Equal("ping"u8.ToArray(), await connection.ReceiveAsync());
            await connection.SendAsync("pong");
            Assert.Empty(await connection.ReceiveAsync());
        });
        var (connection, error) = await fixture.StartAsync();
        Assert.Equal((UpstreamError.None, ResponseFraming.Upgraded), (error, connection.Head.Framing));
        var buffer = new byte[100];
        Assert.Equal(new BodyRead(5, false, UpstreamError.None), await connection.ReadRawAsync(buffer));
        Assert.Equal("first"u8, buffer.AsSpan(0, 5));
        var reading = connection.ReadRawAsync(buffer).AsTask();
        Assert.Equal(UpstreamError.None, await connection.SendAsync("ping"u8.ToArray()));
        Assert.Equal(new BodyRead(4, false, UpstreamError.None), await reading);
        reading = connection.ReadRawAsync(buffer).AsTask();
        connection.ShutdownSend();
        Assert.Equal(new BodyRead(0, true, UpstreamError.None), await reading);
        connection.Return();
        Assert.Equal(0, fixture.Pool.TotalCount);
    }

    [Fact]
    public async Task Counters_OverAnExchange_CountWhatWasMoved()
    {
        await using var fixture = new ExchangeFixture(RawServer.Always(Hello));
        for (var round = 1; round <= 2; round++)
        {
            var before = System.Diagnostics.Stopwatch.GetTimestamp();
            var (connection, _) = await fixture.StartAsync();
            Assert.Equal("hello", (await ExchangeFixture.ReadBodyAsync(connection)).Body);
            Assert.Equal(ExchangeFixture.Get.Length, connection.BytesSent);
            Assert.Equal(Hello.Length, connection.BytesReceived);
            Assert.InRange(connection.FirstByteTimestamp, before, System.Diagnostics.Stopwatch.GetTimestamp());
            Assert.Equal((round, round > 1), (connection.RequestCount, connection.Reused));
            connection.Return();
        }
    }

    [Fact]
    public async Task Send_WhileTheResponseArrives_BothComplete()
    {
        var data = new byte[2_000_000];
        await using var fixture = new ExchangeFixture(async connection =>
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n");
            var sending = connection.SendAsync(data);
            for (var total = 0; total < data.Length;)
            {
                total += (await connection.ReceiveAsync()).Length;
            }

            await sending;
            await connection.WaitForCloseAsync();
        });
        var connection = await fixture.RentAsync();
        var sending = connection.SendAsync(data).AsTask();
        Assert.Equal(UpstreamError.None, await connection.ReadHeadAsync(false));
        Assert.Equal(data.Length, (await ExchangeFixture.ReadBodyAsync(connection, 60_000)).Body.Length);
        Assert.Equal(UpstreamError.None, await sending);
        Assert.Equal(data.Length, connection.BytesSent);
        connection.Return();
        Assert.Equal(1, fixture.Pool.IdleCount);
    }
}

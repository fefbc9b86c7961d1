using System.Net;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Tests.Fakes.RawServer;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Upstream;

public sealed class UpstreamConnectionPoolTests
{
    private const string Hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    [Fact]
    public async Task Rent_SeveralIdle_GivesTheLastUsedAtOnce()
    {
        await using var fixture = new ExchangeFixture(RawServer.Always(Hello));
        var first = await StartAsync(fixture);
        var second = await StartAsync(fixture);
        first.Return();
        second.Return();
        Assert.Equal(2, fixture.Pool.IdleCount);

        var rent = fixture.Pool.RentAsync(fixture.Endpoint, UpstreamTimeouts.Default);
        Assert.True(rent.IsCompletedSuccessfully);
        var result = await rent;
        Assert.Same(second, result.Connection);
        Assert.True(result.Reused);
        Assert.Equal((0L, 0L), (result.ConnectStart, result.Connected));
        Assert.Same(first, (await fixture.Pool.RentAsync(fixture.Endpoint, UpstreamTimeouts.Default)).Connection);
    }

    [Fact]
    public async Task Rent_NewConnection_SaysWhenItWasMade()
    {
        await using var fixture = new ExchangeFixture(RawServer.Always(Hello));
        var before = System.Diagnostics.Stopwatch.GetTimestamp();
        var result = await fixture.Pool.RentAsync(fixture.Endpoint, UpstreamTimeouts.Default);
        Assert.False(result.Reused);
        Assert.InRange(result.ConnectStart, before, result.Connected);
        Assert.InRange(result.Connected, result.ConnectStart, System.Diagnostics.Stopwatch.GetTimestamp());
        Assert.Equal(0, result.TlsDone);
        result.Connection!.Discard();
    }

    [Fact]
    public async Task Rent_EqualEndpointOfAnotherInstance_SharesConnections()
    {
        await using var fixture = new ExchangeFixture(RawServer.Always(Hello));
        await fixture.ExchangeAsync();
        var other = new UpstreamEndpoint(new IPEndPoint(fixture.Server.EndPoint.Address, fixture.Server.EndPoint.Port));
        Assert.True((await fixture.Pool.RentAsync(other, UpstreamTimeouts.Default)).Reused);
    }

    [Fact]
    public void Endpoint_AnyPartDiffers_IsAnotherKey()
    {
        var address = new IPEndPoint(IPAddress.Loopback, 443);
        var tls = new UpstreamTlsOptions { ServerName = "a.example" };
        UpstreamEndpoint[] all =
        [
            new(address),
            new(new IPEndPoint(IPAddress.Loopback, 444)),
            new(new IPEndPoint(IPAddress.IPv6Loopback, 443)),
            new(address, tls),
            new(address, new UpstreamTlsOptions { ServerName = "b.example" }),
            new(address, new UpstreamTlsOptions { ServerName = "a.example", Verify = true }),
            new(address, new UpstreamTlsOptions { ServerName = "a.example", VerifyDepth = 1 }),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(all[3], new UpstreamEndpoint(address, new UpstreamTlsOptions { ServerName = "A.example" }));
        Assert.Equal(all[3].GetHashCode(), new UpstreamEndpoint(address, new UpstreamTlsOptions { ServerName = "A.example" }).GetHashCode());
    }

    [Fact]
    public void ToEndpoint_SameOptions_GivesTheSameInstance()
    {
        var address = new ResolvedAddress(IPAddress.Loopback, 80);
        var tls = new UpstreamTlsOptions { ServerName = "a" };
        Assert.Same(address.ToEndpoint(null), address.ToEndpoint(null));
        Assert.Same(address.ToEndpoint(tls), address.ToEndpoint(new UpstreamTlsOptions { ServerName = "a" }));
        Assert.NotSame(address.ToEndpoint(tls), address.ToEndpoint(new UpstreamTlsOptions { ServerName = "b" }));
    }

    [Fact]
    public async Task Return_MoreThanTheLimit_ClosesTheOldest()
    {
        await using var fixture = new ExchangeFixture(RawServer.Always(Hello), new UpstreamPoolOptions { MaxIdlePerEndpoint = 2 });
        var connections = new[] { await StartAsync(fixture), await StartAsync(fixture), await StartAsync(fixture) };
        foreach (var connection in connections)
        {
            connection.Return();
        }

        Assert.Equal((2, 2), (fixture.Pool.IdleCount, fixture.Pool.TotalCount));
        Assert.Same(connections[2], (await fixture.Pool.RentAsync(fixture.Endpoint, UpstreamTimeouts.Default)).Connection);
        Assert.Same(connections[1], (await fixture.Pool.RentAsync(fixture.Endpoint, UpstreamTimeouts.Default)).Connection);
    }

    [Fact]
    public async Task Return_KeepAliveOff_Closes()
    {
        await using var fixture = new ExchangeFixture(RawServer.Always(Hello), new UpstreamPoolOptions { MaxIdlePerEndpoint = 0 });
        await fixture.ExchangeAsync();
        Assert.Equal(0, fixture.Pool.TotalCount);
    }

    [Fact]
    public async Task Return_AfterTheLastAllowedRequest_Closes()
    {
        await using var fixture = new ExchangeFixture(RawServer.Always(Hello), new UpstreamPoolOptions { MaxRequestsPerConnection = 3 });
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal("hello", (await fixture.ExchangeAsync()).Body);
        }

        Assert.Equal(3, fixture.Connects);
    }

    [Fact]
    public async Task Return_BodyNotReadToItsEnd_Closes()
    {
        await using var fixture = new ExchangeFixture(RawServer.Always(Hello));
        var (connection, _) = await fixture.StartAsync();
        await connection.ReadBodyAsync(new byte[2]);
        connection.Return();
        Assert.Equal(0, fixture.Pool.TotalCount);
    }

    [Fact]
    public async Task Idle_TooLong_IsClosed()
    {
        await using var fixture = new ExchangeFixture(RawServer.Always(Hello));
        await fixture.ExchangeAsync();
        fixture.Time.Advance(59_900);
        Assert.Equal(1, fixture.Pool.IdleCount);
        await fixture.ExchangeAsync();
        Assert.Equal(1, fixture.Connects);
        fixture.Time.Advance(60_100);
        Assert.Equal(0, fixture.Pool.TotalCount);
        await fixture.ExchangeAsync();
        Assert.Equal(2, fixture.Connects);
    }

    [Theory]
    [InlineData("timeout=5", 3_900, 4_100)]
    [InlineData("timeout=500", 59_900, 60_100)]
    public async Task Idle_PeerNamesItsTimeout_IsClosedBeforeThePeerDoes(string value, int kept, int gone)
    {
        await using var fixture = new ExchangeFixture(RawServer.Always($"HTTP/1.1 200 OK\r\nKeep-Alive: {value}\r\nContent-Length: 0\r\n\r\n"));
        await fixture.ExchangeAsync();
        fixture.Time.Advance(kept);
        Assert.Equal(1, fixture.Pool.IdleCount);
        fixture.Time.Advance(gone - kept);
        Assert.Equal(0, fixture.Pool.TotalCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Idle_PeerClosesOrSpeaks_IsDiscarded(bool speaks)
    {
        var go = new TaskCompletionSource();
        await using var fixture = new ExchangeFixture(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(Hello);
            if (connection.Number == 1)
            {
                await go.Task;
                if (speaks)
                {
                    await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
                    await connection.WaitForCloseAsync();
                }
            }
            else
            {
                await connection.HangAsync();
            }
        });
        await fixture.ExchangeAsync();
        Assert.Equal(1, fixture.Pool.IdleCount);
        go.SetResult();
        await Eventually.TrueAsync(() => fixture.Pool.TotalCount == 0, "the connection to be discarded");
        Assert.Equal("hello", (await fixture.ExchangeAsync()).Body);
    }

    [Fact]
    public async Task Send_PeerSpokeBetweenRentAndSend_IsNotTakenForTheAnswer()
    {
        var go = new TaskCompletionSource();
        await using var fixture = new ExchangeFixture(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(Hello);
            await go.Task;
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
            await connection.HangAsync();
        });
        await fixture.ExchangeAsync();
        var connection = await fixture.RentAsync();
        Assert.True(connection.Reused);
        go.SetResult();
        await Eventually.TrueAsync(() => connection.HasUnsolicited, "the unsolicited bytes");
        Assert.Equal(UpstreamError.ClosedBeforeResponse, await connection.SendAsync(ExchangeFixture.Get));
        Assert.Equal(0, connection.BytesSent);
        Assert.Equal("bytes received before the request was sent", connection.ErrorDetail);
        connection.Discard();
    }

    [Fact]
    public async Task Exchange_PeerClosesAfterTheRequestOnAReusedConnection_IsTheKeepAliveRace()
    {
        await using var fixture = new ExchangeFixture(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(Hello);
            await connection.ReadRequestAsync();
        });
        await fixture.ExchangeAsync();
        var (connection, error) = await fixture.StartAsync();
        Assert.Equal((UpstreamError.ClosedBeforeResponse, true, 0L), (error, connection.Reused, connection.BytesReceived));
        connection.Discard();
    }

    [Fact]
    public async Task Close_IdleConnection_PeerSeesAnEndNotAReset()
    {
        var ended = new TaskCompletionSource<string?>();
        await using var fixture = new ExchangeFixture(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(Hello);
            try
            {
                ended.SetResult(await connection.ReadRequestAsync());
            }
            catch (System.Net.Sockets.SocketException error)
            {
                ended.SetException(error);
            }
        });
        await fixture.ExchangeAsync();
        fixture.Time.Advance(61_000);
        Assert.Null(await ended.Task);
    }

    [Fact]
    public async Task Dispose_WithIdleAndUsedConnections_ClosesAll()
    {
        await using var fixture = new ExchangeFixture(RawServer.Always(Hello));
        var used = await StartAsync(fixture);
        var idle = await StartAsync(fixture);
        idle.Return();
        fixture.Pool.Dispose();
        Assert.Equal((0, 1), (fixture.Pool.IdleCount, fixture.Pool.TotalCount));
        used.Return();
        Assert.Equal(0, fixture.Pool.TotalCount);
        Assert.Equal(UpstreamError.Aborted, (await fixture.Pool.RentAsync(fixture.Endpoint, UpstreamTimeouts.Default)).Error);
    }

    [Fact]
    public async Task Exchange_ManyAtOnceWithClosingPeers_NoneGetsAnothersAnswer()
    {
        await using var fixture = new ExchangeFixture(async connection =>
        {
            var random = new Random(connection.Number);
            while (await connection.ReadRequestAsync() is { } request)
            {
                var path = request.Split(' ')[1];
                if (random.Next(20) == 0)
                {
                    return;
                }

                await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {path.Length}\r\n\r\n{path}");
                if (random.Next(20) == 0)
                {
                    return;
                }
            }
        });
        var errors = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
            {
                var connection = await fixture.RentAsync();
                var path = $"/{worker}/{i}";
                var error = await connection.SendAsync(System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\n\r\n"));
                error = error == UpstreamError.None ? await connection.ReadHeadAsync(false) : error;
                if (error == UpstreamError.None)
                {
                    Assert.Equal((path, UpstreamError.None), await ExchangeFixture.ReadBodyAsync(connection));
                    connection.Return();
                }
                else
                {
                    Assert.True(error is UpstreamError.ClosedBeforeResponse or UpstreamError.WriteFailed, error.ToString());
                    Interlocked.Increment(ref errors);
                    connection.Discard();
                }
            }
        })));
        Assert.InRange(errors, 1, 2_000);
        fixture.Pool.Dispose();
        await Eventually.TrueAsync(() => fixture.Pool.TotalCount == 0, "all connections to be closed");
    }

    /// <summary>A connection whose exchange is complete but for the return.</summary>
    private static async Task<UpstreamConnection> StartAsync(ExchangeFixture fixture)
    {
        var (connection, error) = await fixture.StartAsync();
        Assert.Equal(UpstreamError.None, error);
        Assert.Equal("hello", (await ExchangeFixture.ReadBodyAsync(connection)).Body);
        return connection;
    }
}

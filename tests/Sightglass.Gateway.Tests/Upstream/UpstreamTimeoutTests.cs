using System.Net;
using System.Net.Sockets;
using Sightglass.Gateway.Tests.Fakes;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Upstream;

public sealed class UpstreamTimeoutTests
{
    private static readonly UpstreamTimeouts Short = new(1_000, 2_000, 3_000);

    [Fact]
    public async Task ReadHead_PeerSaysNothing_TimesOut()
    {
        await using var fixture = new ExchangeFixture(connection => connection.HangAsync());
        var connection = await fixture.RentAsync(Short);
        await connection.SendAsync(ExchangeFixture.Get);
        var head = connection.ReadHeadAsync(false).AsTask();
        fixture.Time.Advance(2_990);
        Assert.False(head.IsCompleted);
        fixture.Time.Advance(50);
        Assert.Equal(UpstreamError.ReadTimeout, await head);
        connection.Return();
        Assert.Equal(0, fixture.Pool.TotalCount);
    }

    [Fact]
    public async Task ReadBody_PeerStops_TimesOutCountingFromTheLastByte()
    {
        var more = new SemaphoreSlim(0);
        await using var fixture = new ExchangeFixture(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na");
            await more.WaitAsync(connection.Stop);
            await connection.SendAsync("b");
            await connection.HangAsync();
        });
        var connection = await fixture.RentAsync(Short);
        await connection.SendAsync(ExchangeFixture.Get);
        Assert.Equal(UpstreamError.None, await connection.ReadHeadAsync(false));
        Assert.Equal(1, (await connection.ReadBodyAsync(new byte[10])).Bytes);
        var read = connection.ReadBodyAsync(new byte[10]).AsTask();
        fixture.Time.Advance(2_900);
        more.Release();
        Assert.Equal(1, (await read).Bytes);
        read = connection.ReadBodyAsync(new byte[10]).AsTask();
        fixture.Time.Advance(2_900);
        Assert.False(read.IsCompleted);
        fixture.Time.Advance(200);
        Assert.Equal(new BodyRead(0, false, UpstreamError.ReadTimeout), await read);
        connection.Discard();
        more.Dispose();
    }

    [Fact]
    public async Task Send_PeerReadsNothing_TimesOut()
    {
        await using var fixture = new ExchangeFixture(connection => connection.HangAsync());
        var connection = await fixture.RentAsync(Short);
        var send = SendUntilErrorAsync(connection);
        var sent = -1L;
        await Eventually.TrueAsync(
            () =>
            {
                var last = sent;
                sent = connection.BytesSent;
                return sent == last && fixture.Pool.Deadlines.Count > 0;
            },
            "the kernel's buffers to be full");
        fixture.Time.Advance(2_100);
        Assert.Equal(UpstreamError.WriteTimeout, await send);
        connection.Discard();
    }

    [Fact]
    public async Task Rent_PeerDoesNotAnswerTheConnect_TimesOut()
    {
        // A full accept queue drops further connects.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var fillers = new List<Socket>();
        var time = new Net.ManualTimeProvider();
        using var pool = new UpstreamConnectionPool(new UpstreamPoolOptions(), time);
        var endpoint = new UpstreamEndpoint((IPEndPoint)listener.LocalEndPoint!);
        Task<RentResult>? rent = null;
        for (var i = 0; i < 16; i++)
        {
            var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            fillers.Add(filler);
            try
            {
                filler.Connect(endpoint.Address);
            }
            catch (SocketException)
            {
            }
        }

        rent = pool.RentAsync(endpoint, Short).AsTask();
        Assert.Equal(1, pool.TotalCount);
        time.Advance(1_100);
        var result = await rent;
        Assert.Equal((UpstreamError.ConnectTimeout, true), (result.Error, result.Error.IsTimeout()));
        Assert.NotEqual(0, result.ConnectStart);
        Assert.Equal(0, result.Connected);
        Assert.Equal(0, pool.TotalCount);
        fillers.ForEach(static filler => filler.Dispose());
    }

    [Fact]
    public async Task Cancel_WhileWaiting_AbortsTheExchange()
    {
        await using var fixture = new ExchangeFixture(connection => connection.HangAsync());
        using var cancel = new CancellationTokenSource();
        var connection = await fixture.RentAsync();
        await connection.SendAsync(ExchangeFixture.Get, cancel.Token);
        var head = connection.ReadHeadAsync(false, cancel.Token).AsTask();
        await cancel.CancelAsync();
        Assert.Equal(UpstreamError.Aborted, await head);
        Assert.Equal(UpstreamError.Aborted, await connection.SendAsync(ExchangeFixture.Get));
        connection.Return();
        Assert.Equal(0, fixture.Pool.TotalCount);
    }

    [Fact]
    public async Task Abort_WhileWaiting_AbortsTheExchange()
    {
        await using var fixture = new ExchangeFixture(connection => connection.HangAsync());
        var connection = await fixture.RentAsync();
        await connection.SendAsync(ExchangeFixture.Get);
        var head = connection.ReadHeadAsync(false).AsTask();
        connection.Abort();
        Assert.Equal(UpstreamError.Aborted, await head);
        connection.Discard();
    }

    [Fact]
    public async Task Rent_NobodyListens_IsRefused()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var pool = new UpstreamConnectionPool(new UpstreamPoolOptions(), TimeProvider.System);
        var result = await pool.RentAsync(new UpstreamEndpoint((IPEndPoint)unused.LocalEndPoint!), Short);
        Assert.Equal((UpstreamError.ConnectRefused, true), (result.Error, result.Error.IsConnect()));
        Assert.Equal($"{unused.LocalEndPoint}: connection refused: connection refused", result.Detail);
        Assert.Null(result.Connection);
    }

    [Fact]
    public async Task Rent_Cancelled_IsAborted()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var pool = new UpstreamConnectionPool(new UpstreamPoolOptions(), TimeProvider.System);
        var result = await pool.RentAsync(new UpstreamEndpoint((IPEndPoint)listener.LocalEndPoint!), Short, new CancellationToken(true));
        Assert.Equal(UpstreamError.Aborted, result.Error);
    }

    private static async Task<UpstreamError> SendUntilErrorAsync(UpstreamConnection connection)
    {
        var data = new byte[1_000_000];
        UpstreamError error;
        do
        {
            error = await connection.SendAsync(data);
        }
        while (error == UpstreamError.None);
        return error;
    }
}

using System.Text;
using Sightglass.Gateway.Tests.Fakes.RawServer;
using Sightglass.Gateway.Tests.Net;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Upstream;

/// <summary>A pool and a server it talks to.</summary>
internal sealed class ExchangeFixture : IAsyncDisposable
{
    private int _connects;

    public ExchangeFixture(Func<RawConnection, Task> script, UpstreamPoolOptions? options = null)
        : this(new RawServer(script), options)
    {
    }

    public ExchangeFixture(RawServer server, UpstreamPoolOptions? options = null)
    {
        Server = server;
        Pool = new UpstreamConnectionPool(options ?? new UpstreamPoolOptions(), Time);
        Endpoint = new UpstreamEndpoint(server.EndPoint);
    }

    public RawServer Server { get; }

    public ManualTimeProvider Time { get; } = new();

    public UpstreamConnectionPool Pool { get; }

    public UpstreamEndpoint Endpoint { get; }

    /// <summary>Rents that made a new connection. What a server accepts says less: strangers may connect to a port that was theirs before.</summary>
    public int Connects => Volatile.Read(ref _connects);

    public static ReadOnlyMemory<byte> Get { get; } = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray();

    public async Task<UpstreamConnection> RentAsync(UpstreamTimeouts? timeouts = null)
    {
        var result = await Pool.RentAsync(Endpoint, timeouts ?? UpstreamTimeouts.Default);
        Assert.Equal(UpstreamError.None, result.Error);
        if (!result.Reused)
        {
            Interlocked.Increment(ref _connects);
        }

        return result.Connection!;
    }

    /// <summary>Rents, sends a GET and reads the head.</summary>
    public async Task<(UpstreamConnection Connection, UpstreamError Error)> StartAsync(bool head = false)
    {
        var connection = await RentAsync();
        connection.NotesTimes = true;
        Assert.Equal(UpstreamError.None, await connection.SendAsync(Get));
        return (connection, await connection.ReadHeadAsync(head));
    }

    /// <summary>A whole exchange; the connection is returned when nothing fails.</summary>
    public async Task<(int Status, string Body, UpstreamError Error)> ExchangeAsync(bool head = false, int room = 4096)
    {
        var (connection, error) = await StartAsync(head);
        while (error == UpstreamError.None && connection.Head.IsInterim)
        {
            error = await connection.ReadHeadAsync(head);
        }

        var status = connection.Head.Status;
        var (body, bodyError) = error == UpstreamError.None ? await ReadBodyAsync(connection, room) : (string.Empty, error);
        if (bodyError == UpstreamError.None)
        {
            connection.Return();
        }
        else
        {
            connection.Discard();
        }

        return (status, body, bodyError);
    }

    public static async Task<(string Body, UpstreamError Error)> ReadBodyAsync(UpstreamConnection connection, int room = 4096)
    {
        var body = new StringBuilder();
        var buffer = new byte[room];
        while (true)
        {
            var read = await connection.ReadBodyAsync(buffer);
            body.Append(Encoding.Latin1.GetString(buffer, 0, read.Bytes));
            if (read.IsLast || read.Error != UpstreamError.None)
            {
                return (body.ToString(), read.Error);
            }

            Assert.True(read.Bytes > 0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Pool.Dispose();
        await Server.DisposeAsync();
    }
}

using System.Net;
using System.Net.Sockets;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Tests.Upstream;

/// <summary>Runs alone: other tests would be counted too.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private const int Exchanges = 2_000;

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Tue, 01 Jan 2030 00:00:00 GMT\r\nContent-Type: text/plain\r\nX-Own: 1\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    public async Task Exchange_SteadyState_AllocatesNothing(string response)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var server = new Thread(() => Serve(listener, System.Text.Encoding.ASCII.GetBytes(response))) { IsBackground = true };
        server.Start();

        using var pool = new UpstreamConnectionPool(new UpstreamPoolOptions { MaxRequestsPerConnection = 0 }, TimeProvider.System);
        var endpoint = new UpstreamEndpoint((IPEndPoint)listener.LocalEndPoint!);
        var buffer = new byte[4096];

        // What the runtime allocates once, and what other threads of the process do now and then, is not the exchange's.
        var best = long.MaxValue;
        for (var round = 0; round < 8 && best >= Exchanges; round++)
        {
            var before = GC.GetTotalAllocatedBytes(true);
            await RunAsync(pool, endpoint, buffer);
            best = Math.Min(best, GC.GetTotalAllocatedBytes(true) - before);
        }

        Assert.True(best < Exchanges, $"{best} bytes allocated by {Exchanges} exchanges");
    }

    private static async Task RunAsync(UpstreamConnectionPool pool, UpstreamEndpoint endpoint, byte[] buffer)
    {
        for (var i = 0; i < Exchanges; i++)
        {
            var connection = (await pool.RentAsync(endpoint, UpstreamTimeouts.Default)).Connection!;
            var error = await connection.SendAsync(ExchangeFixture.Get);
            if (error == UpstreamError.None)
            {
                error = await connection.ReadHeadAsync(false);
            }

            Assert.True(error == UpstreamError.None);
            for (var header = 0; header < connection.Head.Count; header++)
            {
                _ = connection.Head.GetName(header);
                _ = connection.Head.GetValue(header);
            }

            var read = await connection.ReadBodyAsync(buffer);
            Assert.True(read.IsLast && read.Bytes == 5);
            connection.Return();
        }
    }

    private static void Serve(Socket listener, byte[] response)
    {
        using var socket = listener.Accept();
        socket.NoDelay = true;
        var buffer = new byte[4096];
        while (socket.Receive(buffer) > 0)
        {
            socket.Send(response);
        }
    }
}

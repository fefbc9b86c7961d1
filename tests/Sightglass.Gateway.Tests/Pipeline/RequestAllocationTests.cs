using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Gateway.Debugging;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Tests.Debugging;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Tests.Pipeline;

/// <summary>What a proxied request allocates, named in docs/performance.md. Runs alone: other tests would be counted too.</summary>
[Collection(nameof(Upstream.AllocationTests))]
public sealed class RequestAllocationTests
{
    private const int Requests = 3_000;

    // A string for the request id (88) and a task for the server (120).
    private const int NamedBytes = 208;

    /// <summary>A session that wants none of the requests adds nothing, however late its rule says so.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("http.method == DELETE")]
    [InlineData("http.response.status_code == 599")]
    [InlineData("proxy.kong.latency_total_ms > 100000")]
    [InlineData("http.host == \"nowhere\" || (proxy.kong.route.id == \"x\" && http.path ^= \"/a\") || span[\"kong.router\"].duration_ms > 100000")]
    public async Task Proxy_SteadyState_AllocatesOnlyWhatIsNamed(string? rule)
    {
        // Without optimisation the compiler makes the state of every async method an object of its own.
        Assert.SkipWhen(
            typeof(GatewayHost).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true },
            "Measured in optimised builds: dotnet test -c Release");
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        new Thread(() => Serve(listener)) { IsBackground = true }.Start();
        using var sessions = new SessionRegistry(new TracingGate(), TimeProvider.System, NullLogger<SessionRegistry>.Instance);
        if (rule is not null)
        {
            Assert.True(sessions.Start(Sessions.Spec(rule)).Accepted);
        }

        await using var gateway = await GatewayFixture.StartAsync(
            Configurations.Proxy((IPEndPoint)listener.LocalEndPoint!),
            static options => options with { UpstreamKeepaliveMaxRequests = 0, KeepAliveRequests = int.MaxValue, RequestDebugToken = "token" },
            rule is null ? null : new DebugTracing(sessions, new TraceOutbox(), new TraceRecorderPool()));

        var best = await Task.Factory.StartNew(
            () => Measure(gateway.Address),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        // A little above: timers of the process and tiering are counted too.
        Assert.True(best < NamedBytes + 24, $"{best} bytes per request");
    }

    private static double Measure(IPEndPoint gateway)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.Connect(gateway);
        var request = "GET /some/path HTTP/1.1\r\nHost: gateway.test\r\nUser-Agent: test\r\nAccept: */*\r\n\r\n"u8.ToArray();
        var buffer = new byte[4096];
        var best = double.MaxValue;
        for (var round = 0; round < 12; round++)
        {
            var before = GC.GetTotalAllocatedBytes(true);
            for (var i = 0; i < Requests; i++)
            {
                client.Send(request);
                ReadResponse(client, buffer);
            }

            best = Math.Min(best, (GC.GetTotalAllocatedBytes(true) - before) / (double)Requests);
            if (best < NamedBytes + 8)
            {
                break;
            }
        }

        return best;
    }

    private static void ReadResponse(Socket client, byte[] buffer)
    {
        var length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("hello"u8))
        {
            var count = client.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
            if (count == 0)
            {
                throw new IOException("The gateway closed the connection");
            }

            length += count;
        }
    }

    private static void Serve(Socket listener)
    {
        try
        {
            using var connection = listener.Accept();
            connection.NoDelay = true;
            var response = Encoding.ASCII.GetBytes(
                "HTTP/1.1 200 OK\r\nServer: origin\r\nDate: Tue, 01 Jan 2030 00:00:00 GMT\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello");
            var buffer = new byte[4096];
            var length = 0;
            while (true)
            {
                var count = connection.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
                if (count == 0)
                {
                    return;
                }

                length += count;
                if (buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                {
                    connection.Send(response);
                    length = 0;
                }
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }
}

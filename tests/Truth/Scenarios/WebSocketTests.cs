using System.Diagnostics;
using System.Net.Sockets;
using Sightglass.Tracing.Model;
using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Truth.Scenarios;

/// <summary>
/// WebSockets: one long request. While both sides may speak at any time the gateway waits for both, and such time is the upstream's
/// (debugger.md 4); what is written to a client that does not take it is the client's.
/// </summary>
public sealed class WebSocketTests
{
    private const string Upgrade = "GET /chat HTTP/1.1\r\nHost: gateway.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    private const string Accepted = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    private const string ReadHeaders = "kong.read_headers_from_upstream";
    private const string ReadBody = "kong.read_body_from_upstream";

    [Theory]
    [InlineData(Transport.Plain)]
    [InlineData(Transport.Tls)]
    public Task Handshake_AcceptedLate_IsInReadHeaders(Transport transport) => Scenario.RunAsync(async injection =>
    {
        var trace = await MeasureAsync(
            injection,
            async (_, wire) =>
            {
                await injection.DelayAsync(900);
                await wire.SendAsync(Accepted);
            },
            client => client.Wire.WaitForCloseAsync(),
            transport);

        Shows.Delay(trace, injection, Party.Upstream, ReadHeaders);
    });

    [Fact]
    public Task Connection_LongLived_IsOneRequestAndItsBytesAreCounted() => Scenario.RunAsync(async injection =>
    {
        var trace = await MeasureAsync(
            injection,
            async (_, wire) =>
            {
                await wire.SendAsync(Accepted);
                for (var i = 0; i < 3; i++)
                {
                    Assert.Equal("ping", await wire.ReadTextAsync(4));
                    await wire.SendAsync("a longer answer");
                }
            },
            async client =>
            {
                for (var i = 0; i < 3; i++)
                {
                    await injection.DelayAsync(300);
                    await client.Wire.SendAsync("ping");
                    Assert.Equal("a longer answer", await client.Wire.ReadTextAsync(15));
                }

                await client.Wire.WaitForCloseAsync();
            });

        Shows.Delay(trace, injection, Party.Upstream, ReadBody);
        Assert.NotEqual(SpanStatus.Error, trace.Root.Status);
        Assert.NotEqual(SpanStatus.Error, Shows.Single(trace, ReadBody).Status);
        foreach (var (name, value) in ((string, string)[])
            [
                ("http.response.status_code", "101"),
                ("proxy.kong.upstream_status_code", "101"),
                ("network.protocol.name", "ws"),
                ("network.protocol.version", "1.1"),
                ("url.full", "http://gateway.test/chat"),
                ("http.request.body.size", "12"),
                ("http.request.size", $"{Upgrade.Length + 12}"),
                ("http.response.body.size", "45"),
            ])
        {
            Shows.Attribute(trace.Root, name, value);
        }

        Shows.None(trace, "kong.read_client_http_body");
        Shows.None(trace, "kong.phase.body_filter");
        Shows.Single(trace, "kong.phase.header_filter");
        Shows.Single(trace, "kong.phase.log");
    });

    [Fact]
    public Task Message_ReadLate_IsTheClients() => Scenario.RunAsync(async injection =>
    {
        var message = new byte[8 << 20];
        var trace = await MeasureAsync(
            injection,
            async (_, wire) =>
            {
                await wire.SendAsync(Accepted);
                await wire.SendAsync(message);
            },
            async client =>
            {
                var start = Stopwatch.GetTimestamp();
                await Task.Delay(2_000);
                await client.Wire.WaitForCloseAsync();
                injection.AddSince(start);
            },
            receiveBuffer: 4_096);

        Shows.Delay(trace, injection, Party.Client, ReadBody, "kong.wait_for_client_read");
        Shows.Attribute(trace.Root, "http.response.body.size", $"{message.Length}");
    });

    [Fact]
    public Task Message_TakenLate_IsTheUpstreams() => Scenario.RunAsync(async injection =>
    {
        var message = new byte[8 << 20];
        var trace = await MeasureAsync(
            injection,
            async (_, wire) =>
            {
                await wire.SendAsync(Accepted);
                await injection.DelayAsync(2_000);
                await wire.SkipAsync(message.Length);
            },
            async client =>
            {
                await client.Wire.SendAsync(message);
                await client.Wire.WaitForCloseAsync();
            });

        Shows.Delay(trace, injection, Party.Upstream, ReadBody);
        Shows.Attribute(trace.Root, "http.request.body.size", $"{message.Length}");
    });

    [Fact]
    public Task Upstream_BreaksOff_FailsTheRequest() => Scenario.RunAsync(async injection =>
    {
        var trace = await MeasureAsync(
            injection,
            async (socket, wire) =>
            {
                await wire.SendAsync(Accepted);
                await injection.DelayAsync(900);
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            },
            client => client.Wire.WaitForEndAsync());

        Shows.Delay(trace, injection, Party.Upstream, ReadBody);
        Assert.Equal(SpanStatus.Error, Shows.Single(trace, ReadBody).Status);
        Assert.Equal(SpanStatus.Error, trace.Root.Status);
    });

    [Fact]
    public Task Client_BreaksOff_IsSaidSo() => Scenario.RunAsync(async injection =>
    {
        var trace = await MeasureAsync(
            injection,
            async (_, wire) =>
            {
                await wire.SendAsync(Accepted);
                await wire.WaitForEndAsync();
            },
            async client =>
            {
                await injection.DelayAsync(900);
                client.Reset();
            });

        Shows.Delay(trace, injection, Party.Upstream, ReadBody);
        Assert.Equal("the client went away", trace.Root.StatusMessage);
    });

    [Fact]
    public Task Upgrade_Refused_IsAnOrdinaryResponse() => Scenario.RunAsync(async injection =>
    {
        var trace = await MeasureAsync(
            injection,
            static async (_, wire) => await wire.SendAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"),
            static client => Task.CompletedTask,
            status: 403);

        Shows.Invariants(trace);
        Shows.Attribute(trace.Root, "network.protocol.name", "http");
        Shows.Attribute(trace.Root, "http.response.body.size", "2");
    });

    /// <summary>One upgrade to get warm, closed at once; one measured.</summary>
    private static async Task<Trace> MeasureAsync(
        Injection injection,
        Func<Socket, Wire, Task> serve,
        Func<Client, Task> speak,
        Transport transport = Transport.Plain,
        int? receiveBuffer = null,
        int status = 101)
    {
        await using var upstream = Upstream.RawSocket(async (socket, wire) =>
        {
            var head = await wire.ReadHeadAsync();
            Assert.Equal("websocket", Wire.Header(head!, "Upgrade"));
            if (injection.Armed)
            {
                await serve(socket, wire);
            }
            else
            {
                await wire.SendAsync(Accepted);
                await wire.SendAsync("bye");
            }
        });
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint), transport: transport);
        using (var warm = await ConnectAsync())
        {
            await UpgradeAsync(warm, 101);
            await warm.Wire.WaitForCloseAsync();
        }

        Shows.Invariants(await gateway.NextTraceAsync());
        injection.Arm();
        using var client = await ConnectAsync();
        await UpgradeAsync(client, status);
        await speak(client);
        return await gateway.NextTraceAsync();

        Task<Client> ConnectAsync() => transport == Transport.Tls
            ? Client.ConnectTlsAsync(gateway.Address, static () => Task.CompletedTask)
            : Client.ConnectAsync(gateway.Address, receiveBuffer);
    }

    private static async Task UpgradeAsync(Client client, int status)
    {
        await client.Wire.SendAsync(Upgrade);
        var head = await client.Wire.ReadHeadAsync();
        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
    }
}

using System.Diagnostics;
using System.Net.Sockets;
using Sightglass.Tracing.Model;
using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Truth.Scenarios;

/// <summary>The main delays again, in requests that come over TLS and over HTTP/2.</summary>
public sealed class TransportTests
{
    private const int Delay = 900;
    private const string ReadHeaders = "kong.read_headers_from_upstream";
    private const string ReadBody = "kong.read_body_from_upstream";
    private const string BodyFilter = "kong.phase.body_filter";

    [Theory]
    [InlineData(Transport.Tls)]
    [InlineData(Transport.Http2)]
    public Task FirstByte_Late_IsInReadHeaders(Transport transport) => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.Answering(async (wire, _) =>
        {
            await injection.DelayAsync(Delay);
            await wire.SendAsync(Setup.Ok);
        });

        var trace = await MeasureAsync(transport, injection, upstream, static caller => caller.SendAsync());

        Shows.Delay(trace, injection, Party.Upstream, ReadHeaders);
        Shows.None(trace, "kong.tls_handshake");
        Shows.Attribute(trace.Root, "network.protocol.version", transport == Transport.Http2 ? "2" : "1.1");
        Shows.Attribute(trace.Root, "url.scheme", "https");
    });

    [Theory]
    [InlineData(Transport.Tls)]
    [InlineData(Transport.Http2)]
    public Task Body_StallsHalfWay_IsInReadBody(Transport transport) => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.Answering(async (wire, _) =>
        {
            await wire.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            await injection.DelayAsync(Delay);
            await wire.SendAsync("5\r\nworld\r\n0\r\n\r\n");
        });

        var trace = await MeasureAsync(transport, injection, upstream, static caller => caller.SendAsync());

        Shows.Delay(trace, injection, Party.Upstream, ReadBody, BodyFilter);
        Shows.Attribute(trace.Root, "http.response.body.size", "10");
    });

    [Theory]
    [InlineData(Transport.Tls)]
    [InlineData(Transport.Http2)]
    public Task ClientBody_InPieces_IsInReadBody(Transport transport) => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.Answering(Setup.Ok);

        var trace = await MeasureAsync(transport, injection, upstream, caller => caller.SendAsync(body: async write =>
        {
            await write("abc"u8.ToArray());
            await injection.DelayAsync(Delay);
            await write("def"u8.ToArray());
        }));

        // The body is sent on while it arrives, so sending takes as long as receiving.
        Shows.Delay(trace, injection, Party.Client, "kong.read_client_http_body", "kong.send_request_to_upstream");
        Shows.Attribute(trace.Root, "http.request.body.size", "6");
    });

    [Theory]
    [InlineData(Transport.Tls)]
    [InlineData(Transport.Http2)]
    public Task Response_ReadSlowly_IsTheClients(Transport transport) => Scenario.RunAsync(async injection =>
    {
        var body = new byte[8 << 20];
        await using var upstream = Upstream.Answering(async (wire, _) =>
        {
            var sent = injection.Armed ? body : [];
            await wire.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {sent.Length}\r\n\r\n");
            await wire.SendAsync(sent);
        });

        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint), transport: transport);
        using var caller = await Caller.ConnectAsync(transport, gateway.Address);
        await caller.SendAsync();
        await gateway.NextTraceAsync();
        injection.Arm();
        var start = Stopwatch.GetTimestamp();
        var sending = caller.SendAsync(beforeReading: () => Task.Delay(2_000));
        var trace = await gateway.NextTraceAsync();
        injection.AddSince(start);
        await sending;

        Shows.Delay(trace, injection, Party.Client, ReadBody, BodyFilter, "kong.wait_for_client_read");
        Shows.Attribute(trace.Root, "http.response.body.size", $"{body.Length}");
    });

    [Theory]
    [InlineData(Transport.Tls)]
    [InlineData(Transport.Http2)]
    public Task Access_Sleeps_IsInItsSpan(Transport transport) => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.Answering(Setup.Ok);

        var trace = await MeasureAsync(
            transport, injection, upstream, static caller => caller.SendAsync(), new ProbePlugin { Access = _ => injection.DelayAsync(Delay) });

        Shows.Delay(trace, injection, Party.Internal, "kong.access.plugin.probe");
    });

    [Theory]
    [InlineData(Transport.Tls)]
    [InlineData(Transport.Http2)]
    public Task Client_GivesUp_TheTraceEndsThereAndSaysSo(Transport transport) => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.Answering(async (wire, _) =>
        {
            if (injection.Armed)
            {
                await wire.WaitForCloseAsync();
                return;
            }

            await wire.SendAsync(Setup.Ok);
        });

        var trace = await MeasureAsync(transport, injection, upstream, async caller =>
        {
            await caller.GiveUpAsync(() => injection.DelayAsync(Delay));
        });

        Shows.Delay(trace, injection, Party.Upstream, ReadHeaders);
        Assert.Equal(SpanStatus.Error, Shows.Single(trace, ReadHeaders).Status);
        Assert.Equal("the client went away before a response was sent", trace.Root.StatusMessage);
        Assert.False(trace.Root.TryGet("http.response.status_code", out _), Shows.Render(trace));
    });

    [Theory]
    [InlineData(Transport.Tls)]
    [InlineData(Transport.Http2)]
    public Task Upstream_BreaksOffInTheBody_FailsReadBodyAndTheRequest(Transport transport) => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.RawSocket(async (socket, wire) =>
        {
            while (await wire.ReadHeadAsync() is not null)
            {
                if (!injection.Armed)
                {
                    await wire.SendAsync(Setup.Ok);
                    continue;
                }

                await wire.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhello");
                await injection.DelayAsync(Delay);
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }
        });

        var trace = await MeasureAsync(transport, injection, upstream, static caller => Assert.ThrowsAnyAsync<Exception>(() => caller.SendAsync()));

        Shows.Delay(trace, injection, Party.Upstream, ReadBody, BodyFilter);
        Assert.Equal(SpanStatus.Error, Shows.Single(trace, ReadBody).Status);
        Assert.Equal(Shows.Single(trace, ReadBody).StatusMessage, trace.Root.StatusMessage);
    });

    /// <summary>One request to get warm, one measured, on one connection.</summary>
    private static async Task<Trace> MeasureAsync(
        Transport transport, Injection injection, Upstream upstream, Func<Caller, Task> send, params ProbePlugin[] plugins)
    {
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint, plugins), plugins, transport: transport);
        using var caller = await Caller.ConnectAsync(transport, gateway.Address);
        await caller.SendAsync();
        Shows.Invariants(await gateway.NextTraceAsync());
        injection.Arm();
        await send(caller);
        return await gateway.NextTraceAsync();
    }
}

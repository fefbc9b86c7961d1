using System.Net.Sockets;
using Sightglass.Tracing.Model;
using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;

namespace Truth.Scenarios;

/// <summary>The upstream takes its time after it is connected, or fails.</summary>
public sealed class ExchangeTests
{
    private const string ReadHeaders = "kong.read_headers_from_upstream";
    private const string ReadBody = "kong.read_body_from_upstream";
    private const string BodyFilter = "kong.phase.body_filter";

    [Fact]
    public Task FirstByte_Late_IsInReadHeaders() => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.Answering(async (wire, _) =>
        {
            await injection.DelayAsync(900);
            await wire.SendAsync(Setup.Ok);
        });

        var trace = await Setup.MeasureAsync(injection, upstream);

        Shows.Delay(trace, injection, Party.Upstream, ReadHeaders);
        Shows.Attribute(Shows.Single(trace, "kong.upstream.find_upstream"), "keepalive", "true");
    });

    [Fact]
    public Task Head_InPieces_IsInReadHeaders() => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.Answering(async (wire, _) =>
        {
            foreach (var piece in (string[])["HTTP/1.1 2", "00 OK\r\nContent-", "Length: 5\r", "\n\r"])
            {
                await wire.SendAsync(piece);
                await injection.DelayAsync(220);
            }

            await wire.SendAsync("\nhello");
        });

        var trace = await Setup.MeasureAsync(injection, upstream);

        Shows.Delay(trace, injection, Party.Upstream, ReadHeaders);
    });

    [Theory]
    [InlineData("Content-Length: 12", "abc", "def", "ghi", "jkl")]
    [InlineData("Transfer-Encoding: chunked", "3\r\nabc\r\n", "3\r\ndef\r\n", "3\r\nghi\r\n", "3\r\njkl\r\n0\r\n\r\n")]
    public Task Body_InPieces_IsInReadBody(string framing, string first, string second, string third, string last) => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.Answering(async (wire, _) =>
        {
            await wire.SendAsync($"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n{first}");
            foreach (var piece in (string[])[second, third, last])
            {
                await injection.DelayAsync(300);
                await wire.SendAsync(piece);
            }
        });

        var trace = await Setup.MeasureAsync(injection, upstream);

        // The phase goes on from the first piece to the last.
        Shows.Delay(trace, injection, Party.Upstream, ReadBody, BodyFilter);
        Shows.Attribute(trace.Root, "http.response.body.size", "12");
    });

    [Fact]
    public Task Body_StallsHalfWay_IsInReadBody() => Scenario.RunAsync(async injection =>
    {
        var half = new byte[256 * 1024];
        await using var upstream = Upstream.Answering(async (wire, _) =>
        {
            await wire.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {half.Length * 2}\r\n\r\n");
            await wire.SendAsync(half);
            await injection.DelayAsync(900);
            await wire.SendAsync(half);
        });

        var trace = await Setup.MeasureAsync(injection, upstream);

        Shows.Delay(trace, injection, Party.Upstream, ReadBody, BodyFilter);
    });

    [Fact]
    public Task Body_BrokenOff_FailsReadBodyAndTheRequest() => Scenario.RunAsync(async injection =>
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
                await injection.DelayAsync(900);
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }
        });
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint));
        using var client = await Client.ConnectAsync(gateway.Address);
        await Setup.WarmUpAsync(gateway, client, injection);

        await Assert.ThrowsAnyAsync<IOException>(() => client.SendAsync());

        var trace = await gateway.NextTraceAsync();
        Shows.Delay(trace, injection, Party.Upstream, ReadBody, BodyFilter);
        Assert.Equal(SpanStatus.Error, Shows.Single(trace, ReadBody).Status);
        Assert.Equal(SpanStatus.Error, trace.Root.Status);
    });

    [Fact]
    public Task Client_GivesUp_TheTraceEndsThereAndSaysSo() => Scenario.RunAsync(async injection =>
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
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint));
        var client = await Client.ConnectAsync(gateway.Address);
        await Setup.WarmUpAsync(gateway, client, injection);

        await client.Wire.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await injection.DelayAsync(900);
        client.Reset();

        var trace = await gateway.NextTraceAsync();
        Shows.Delay(trace, injection, Party.Upstream, ReadHeaders);
        Assert.Equal(SpanStatus.Error, Shows.Single(trace, ReadHeaders).Status);
        Assert.Equal(SpanStatus.Error, trace.Root.Status);
        Assert.False(trace.Root.TryGet("http.response.status_code", out _), Shows.Render(trace));
    });

    [Fact]
    public Task Connection_ClosedAfterSending_TheTryCoversItAndTheNextSucceeds() => Scenario.RunAsync(async injection =>
    {
        var number = 0;
        await using var upstream = Upstream.Raw(async wire =>
        {
            var head = await wire.ReadHeadAsync();
            if (injection.Armed && Interlocked.Increment(ref number) == 1)
            {
                await injection.DelayAsync(900);
                return;
            }

            await wire.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
        });

        var trace = await Setup.MeasureAsync(injection, upstream);

        Shows.Delay(trace, injection, Party.Upstream, "kong.upstream.find_upstream");
        Assert.Equal(2, trace.Spans.Count(span => span.Name == "kong.upstream.find_upstream"));
        Shows.Attribute(trace.Root, "http.response.status_code", "200");
    });
}

using System.Diagnostics;
using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;

namespace Truth.Scenarios;

/// <summary>
/// A peer takes in what it is sent late. The kernels' buffers fill up first and are emptied afterwards, which is work and not waiting; so the
/// delays are long against that.
/// </summary>
[Collection(LoadCollection.Name)]
public sealed class BackpressureTests
{
    /// <summary>Larger than what the kernel keeps for a connection, and not by much.</summary>
    private const int Size = 6 << 20;

    private const int Delay = 2_000;

    [Fact]
    public Task Request_ReadSlowly_IsInSendRequest() => Scenario.RunAsync(async injection =>
    {
        var body = new byte[Size];
        await using var upstream = Upstream.Raw(
            async wire =>
            {
                while (await wire.ReadHeadAsync() is { } head)
                {
                    await injection.DelayAsync(Delay);
                    var start = Stopwatch.GetTimestamp();
                    await wire.ReadBodyAsync(head);
                    injection.AddSince(start);
                    await wire.SendAsync(Setup.Ok);
                }
            },
            receiveBuffer: 64 * 1024);
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint));
        using var client = await Client.ConnectAsync(gateway.Address);
        await Setup.WarmUpAsync(gateway, client, injection);

        await client.Wire.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
        await client.Wire.SendAsync(body);
        await client.ReadAsync();

        // The client's body waits in front of the gateway while the upstream does not take it.
        var trace = await gateway.NextTraceAsync();
        Shows.Delay(trace, injection, Party.Upstream, "kong.send_request_to_upstream", "kong.read_client_http_body");
    });

    [Fact]
    public Task OwnResponse_ReadSlowly_IsInWaitForClientRead() => Scenario.RunAsync(async injection =>
    {
        var body = new byte[Size];
        await using var upstream = Upstream.Answering(Setup.Ok);
        var plugin = new ProbePlugin
        {
            Access = context =>
            {
                context.Exit(200, injection.Armed ? body : Array.Empty<byte>(), "application/octet-stream");
                return Task.CompletedTask;
            },
        };
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint, plugin), [plugin]);
        using var client = await Client.ConnectAsync(gateway.Address, receiveBuffer: 4_096);
        await Setup.WarmUpAsync(gateway, client, injection);

        var trace = await ReadLateAsync(gateway, client, injection);
        Shows.Delay(trace, injection, Party.Client, "kong.wait_for_client_read");
        Shows.Attribute(trace.Root, "http.response.body.size", $"{body.Length}");
    });

    [Fact]
    public Task ProxiedResponse_ReadSlowly_IsTheClientsThoughTheUpstreamIsReadMeanwhile() => Scenario.RunAsync(async injection =>
    {
        var body = new byte[Size];
        await using var upstream = Upstream.Answering(async (wire, head) =>
        {
            var sent = head.StartsWith("GET /large", StringComparison.Ordinal) ? body : [];
            await wire.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {sent.Length}\r\n\r\n");
            await wire.SendAsync(sent);
        });
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint));
        using var client = await Client.ConnectAsync(gateway.Address, receiveBuffer: 4_096);
        await Setup.WarmUpAsync(gateway, client, injection);

        // The gateway keeps little in memory, so reading the upstream pauses while the client does not read.
        var trace = await ReadLateAsync(gateway, client, injection);
        Shows.Delay(trace, injection, Party.Client, "kong.read_body_from_upstream", "kong.phase.body_filter");
    });

    /// <summary>Lets the response wait, then reads it. All of that time the gateway waits for the client, until it has handed over the last byte.</summary>
    private static async Task<Sightglass.Tracing.Model.Trace> ReadLateAsync(TruthGateway gateway, Client client, Injection injection)
    {
        await client.Wire.SendAsync("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
        var start = Stopwatch.GetTimestamp();
        await Task.Delay(Delay);
        var reading = client.ReadAsync();
        var trace = await gateway.NextTraceAsync();
        injection.AddSince(start);
        await reading;
        return trace;
    }
}

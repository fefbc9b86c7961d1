using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;

namespace Truth.Scenarios;

/// <summary>The client is slow, and nobody else is charged with it.</summary>
public sealed class SlowClientTests
{
    private const string ReadHeaders = "kong.read_client_http_headers";
    private const string ReadBody = "kong.read_client_http_body";
    private const string SendRequest = "kong.send_request_to_upstream";

    [Fact]
    public Task Head_OneByteAtATime_IsInReadHeaders() => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.Answering(Setup.Ok);
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint));
        using var client = await Client.ConnectAsync(gateway.Address);
        await Setup.WarmUpAsync(gateway, client, injection);

        var head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        foreach (var character in head[..^1])
        {
            await client.Wire.SendAsync($"{character}");
            await injection.DelayAsync(20);
        }

        await client.Wire.SendAsync(head[^1..]);
        await client.ReadAsync();

        var trace = await gateway.NextTraceAsync();
        Shows.Delay(trace, injection, Party.Client, ReadHeaders);
        Shows.Attribute(Shows.Single(trace, ReadHeaders), "proxy.kong.http_headers_count", "1");
        Shows.Attribute(Shows.Single(trace, ReadHeaders), "proxy.kong.http_headers_size", $"{head.Length}");
    });

    [Fact]
    public Task Connection_OpenedButSilent_IsTheClientsAndInNoStep() => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.Answering(Setup.Ok);
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint));
        using (var warm = await Client.ConnectAsync(gateway.Address))
        {
            await Setup.WarmUpAsync(gateway, warm, injection);
        }

        using var client = await Client.ConnectAsync(gateway.Address);
        await injection.DelayAsync(900);
        await client.SendAsync();

        Shows.Delay(await gateway.NextTraceAsync(), injection, Party.Client, "kong");
    });

    [Theory]
    [InlineData("Content-Length: 6", "ab", "cd", "ef")]
    [InlineData("Transfer-Encoding: chunked", "2\r\nab\r\n", "2\r\ncd\r\n", "2\r\nef\r\n0\r\n\r\n")]
    public Task Body_InPieces_IsInReadBody(string framing, string first, string second, string third) => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.Answering(Setup.Ok);
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint));
        using var client = await Client.ConnectAsync(gateway.Address);
        await Setup.WarmUpAsync(gateway, client, injection);

        await client.Wire.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n{first}");
        await injection.DelayAsync(450);
        await client.Wire.SendAsync(second);
        await injection.DelayAsync(450);
        await client.Wire.SendAsync(third);
        Assert.Equal(200, (await client.ReadAsync()).Status);

        // A body whose length is known is sent on while it arrives, so sending takes as long as receiving; chunks are held back until the last.
        var trace = await gateway.NextTraceAsync();
        string[] through = framing.StartsWith("Content-Length", StringComparison.Ordinal) ? [SendRequest] : [];
        Shows.Delay(trace, injection, Party.Client, ReadBody, through);
        Shows.Attribute(trace.Root, "http.request.body.size", "6");
    });

    [Fact]
    public Task Body_ThatAPluginReads_IsInReadBodyAndThePlugin() => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.Answering(Setup.Ok);
        var plugin = new ProbePlugin { Access = async context => await context.Request.ReadBodyAsync(1_024, context.Aborted) };
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint, plugin), [plugin]);
        using var client = await Client.ConnectAsync(gateway.Address);
        await Setup.WarmUpAsync(gateway, client, injection);

        await client.Wire.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
        await injection.DelayAsync(900);
        await client.Wire.SendAsync("cd");
        await client.ReadAsync();

        Shows.Delay(await gateway.NextTraceAsync(), injection, Party.Client, ReadBody, "kong.phase.access", "kong.access.plugin.probe");
    });
}

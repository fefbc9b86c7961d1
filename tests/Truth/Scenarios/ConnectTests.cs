using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sightglass.Configuration.Entities;
using Sightglass.Tracing.Model;
using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;

namespace Truth.Scenarios;

/// <summary>Reaching an upstream takes its time, or fails.</summary>
public sealed class ConnectTests
{
    private const string FindUpstream = "kong.upstream.find_upstream";
    private const int ConnectTimeout = 900;

    [Fact]
    public Task Tls_UpstreamAnswersLate_IsInFindUpstream() => Scenario.RunAsync(async injection =>
    {
        using var certificate = Certificates.Create("upstream.test");
        await using var upstream = Upstream.Tls(certificate, injection, 900, async (wire, _) =>
        {
            // Closed after each response, so that the measured request connects as well.
            await wire.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
        });
        var service = new ServiceConfig { Id = Configurations.Id(1), Protocol = "https", Host = "127.0.0.1", Port = upstream.EndPoint.Port, TlsVerify = false };
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(service));
        using var client = await Client.ConnectAsync(gateway.Address);
        await Setup.WarmUpAsync(gateway, client, injection);
        await client.SendAsync();

        var trace = await gateway.NextTraceAsync();
        Shows.Delay(trace, injection, Party.Upstream, FindUpstream);
        Shows.Attribute(Shows.Single(trace, FindUpstream), "keepalive", "false");
    });

    [Fact]
    public Task Targets_RefusingAndSilent_EachTryShowsWhatItWas() => Scenario.RunAsync(async injection =>
    {
        await using var working = Upstream.Answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
        using var silent = await SilentHost.StartAsync(new IPEndPoint(IPAddress.Loopback, 0));
        var refusing = RefusingAddress();
        var service = new ServiceConfig { Id = Configurations.Id(1), Host = "balanced", ConnectTimeout = ConnectTimeout };
        await using var gateway = await TruthGateway.StartAsync(Configurations.Balanced(service, refusing, silent.EndPoint, working.EndPoint));
        using var client = await Client.ConnectAsync(gateway.Address);

        // Turns are shuffled once and then kept to: after the one that works come the other two, in whichever order.
        await Setup.WarmUpAsync(gateway, client, injection);
        var start = Stopwatch.GetTimestamp();
        var reply = await client.SendAsync();
        injection.AddSince(start);

        Assert.Equal(200, reply.Status);
        var trace = await gateway.NextTraceAsync();
        Shows.Delay(trace, injection, Party.Upstream, FindUpstream, FindUpstream);
        Assert.True(injection.Elapsed.TotalMilliseconds >= ConnectTimeout, Shows.Render(trace));
        var tries = trace.Spans.Where(span => span.Name == FindUpstream).ToArray();
        Assert.Equal(["1", "2", "3"], tries.Select(span => Text(span, "try_count")));
        var failed = tries.Single(span => Text(span, "network.peer.port") == $"{refusing.Port}");
        var late = tries.Single(span => Text(span, "network.peer.port") == $"{silent.EndPoint.Port}");
        Assert.Contains("refused", failed.StatusMessage, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("time", late.StatusMessage, StringComparison.OrdinalIgnoreCase);
        Shows.Duration(trace, late.Duration, injection.Elapsed, "the try that got no answer");
        Assert.Equal(SpanStatus.Unset, tries[2].Status);
        Assert.Equal($"{working.EndPoint.Port}", Text(tries[2], "network.peer.port"));
        Assert.NotEqual(SpanStatus.Error, Shows.Single(trace, "kong.upstream.selection").Status);
        Shows.That(trace, failed.Duration + tries[2].Duration < injection.Elapsed.TotalNanoseconds / 4, "the other tries are long");
    });

    [Fact]
    public Task Upstream_NeverConnects_TheClientGets504AndTheTraceSaysWhy() => Scenario.RunAsync(async injection =>
    {
        using var silent = await SilentHost.StartAsync(new IPEndPoint(IPAddress.Loopback, 0));
        var service = new ServiceConfig
        {
            Id = Configurations.Id(1),
            Host = "127.0.0.1",
            Port = silent.EndPoint.Port,
            ConnectTimeout = ConnectTimeout,
            Retries = 0,
        };
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(service));
        using var client = await Client.ConnectAsync(gateway.Address);
        await Setup.WarmUpAsync(gateway, client, injection);
        var start = Stopwatch.GetTimestamp();
        var reply = await client.SendAsync();
        injection.AddSince(start);

        Assert.Equal(504, reply.Status);
        var trace = await gateway.NextTraceAsync();
        Shows.Delay(trace, injection, Party.Upstream, FindUpstream);
        Assert.Equal(SpanStatus.Error, Shows.Single(trace, FindUpstream).Status);
        Assert.Equal(SpanStatus.Error, trace.Root.Status);
        Shows.None(trace, "kong.send_request_to_upstream");
    });

    private static string Text(Span span, string name) => span.TryGet(name, out var value) ? value.ToString() : "";

    /// <summary>A port that was free a moment ago: connecting to it is refused.</summary>
    private static IPEndPoint RefusingAddress()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}

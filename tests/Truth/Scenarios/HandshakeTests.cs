using System.Net;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Listening;
using Sightglass.Tracing.Model;
using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;

namespace Truth.Scenarios;

/// <summary>What happens before the first request of a TLS connection.</summary>
public sealed class HandshakeTests
{
    private const string Handshake = "kong.tls_handshake";

    [Fact]
    public Task Client_HoldsTheHandshakeUp_IsInTheHandshakeAndTheClients() => Scenario.RunAsync(async injection =>
    {
        var trace = await MeasureAsync(injection, () => injection.DelayAsync(900));

        Shows.Delay(trace, injection, Party.Client, Handshake);
        Shows.Attribute(trace.Root, "tls.client.server_name", "gateway.test");
        Shows.Attribute(trace.Root, "proxy.kong.client_KA", "false");
    });

    [Fact]
    public Task CertificatePlugin_Sleeps_IsInItsSpanAndInternal() => Scenario.RunAsync(async injection =>
    {
        var plugin = new ProbePlugin { Certificate = () => injection.DelayAsync(900) };

        var trace = await MeasureAsync(injection, () => Task.CompletedTask, plugin);

        // The client's handshake is under way meanwhile.
        Shows.Delay(trace, injection, Party.Internal, "kong.certificate.plugin.probe", Handshake);
        Assert.Equal("kong.phase.certificate", trace.Spans.Single(span => span.SpanId == Shows.Single(trace, "kong.certificate.plugin.probe").ParentSpanId).Name);
    });

    [Fact]
    public Task SecondRequest_OfAConnection_HasNoHandshake() => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.Answering(Setup.Ok);
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint), options: WithTls);
        injection.Arm();
        using var client = await Client.ConnectTlsAsync(gateway.Address, () => injection.DelayAsync(900));
        await client.SendAsync();
        await client.SendAsync();

        Shows.Single(await gateway.NextTraceAsync(), Handshake);
        var second = await gateway.NextTraceAsync();
        Shows.Invariants(second);
        Shows.None(second, Handshake);
        Shows.None(second, "kong.phase.certificate");
        Shows.That(second, second.Latency.Total < injection.Elapsed.TotalNanoseconds / 2, "the second request is long");
    });

    private static async Task<Trace> MeasureAsync(Injection injection, Func<Task> beforeFinished, params ProbePlugin[] plugins)
    {
        await using var upstream = Upstream.Answering(Setup.Ok);
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint, plugins), plugins, WithTls);
        using (var warm = await Client.ConnectTlsAsync(gateway.Address, () => Task.CompletedTask))
        {
            await Setup.WarmUpAsync(gateway, warm, injection);
        }

        using var client = await Client.ConnectTlsAsync(gateway.Address, beforeFinished);
        await client.SendAsync();
        return await gateway.NextTraceAsync();
    }

    private static GatewayOptions WithTls(GatewayOptions options) =>
        options with { Listeners = [new ListenerSettings { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Tls = true }] };
}

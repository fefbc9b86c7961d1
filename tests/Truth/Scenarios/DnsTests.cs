using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Dns;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Tests.Dns;
using Sightglass.Tracing.Model;
using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;

namespace Truth.Scenarios;

/// <summary>Resolving the upstream's name takes its time.</summary>
public sealed class DnsTests
{
    private const string Dns = "kong.dns";
    private const string Name = "service.test";

    [Fact]
    public Task Answer_Late_IsInDns() => Scenario.RunAsync(async injection =>
    {
        await using var server = new FakeDnsServer(question =>
        {
            injection.Block(900);
            return DnsReplyBuilder.Ok.A(Name, "127.0.0.1");
        });

        var trace = await MeasureAsync(injection, ["A"], server);

        Shows.Delay(trace, injection, Party.ThirdParty, Dns);
        Shows.Duration(trace, trace.Latency.Dns, injection.Elapsed, "dns");
        Shows.Attribute(Shows.Single(trace, Dns), "proxy.kong.dns.domain", Name);
    });

    [Fact]
    public Task FirstServer_FailsLate_TheSecondsAnswerIsInTheSameSpan() => Scenario.RunAsync(async injection =>
    {
        await using var failing = new FakeDnsServer(_ =>
        {
            injection.Block(450);
            return DnsReplyBuilder.Error(2);
        });
        await using var working = new FakeDnsServer(_ =>
        {
            injection.Block(450);
            return DnsReplyBuilder.Ok.A(Name, "127.0.0.1");
        });

        var trace = await MeasureAsync(injection, ["A"], failing, working);

        Shows.Delay(trace, injection, Party.ThirdParty, Dns);
        Assert.NotEqual(SpanStatus.Error, Shows.Single(trace, Dns).Status);
    });

    [Fact]
    public Task FirstType_Missing_BothTriesAreShown() => Scenario.RunAsync(async injection =>
    {
        await using var server = new FakeDnsServer(question =>
        {
            injection.Block(450);
            return question.Type == DnsRecordType.Srv ? DnsReplyBuilder.Error(3) : DnsReplyBuilder.Ok.A(Name, "127.0.0.1");
        });

        var trace = await MeasureAsync(injection, ["SRV", "A"], server);

        Shows.Delay(trace, injection, Party.ThirdParty, Dns);
        Assert.True(Shows.Single(trace, Dns).TryGet("proxy.kong.dns.entry", out var entry));
        Assert.Equal(2, System.Text.Json.JsonDocument.Parse(entry.AsString).RootElement.GetArrayLength());
    });

    [Fact]
    public Task Service_BySrv_TheRecordAndItsTargetAreInOneSpan() => Scenario.RunAsync(async injection =>
    {
        await using var upstream = Upstream.Answering(Setup.Ok);
        await using var server = new FakeDnsServer(question =>
        {
            injection.Block(450);
            return question.Type == DnsRecordType.Srv
                ? DnsReplyBuilder.Ok.Srv(Name, 0, 1, upstream.EndPoint.Port, "host.test")
                : DnsReplyBuilder.Ok.A("host.test", "127.0.0.1");
        });

        var trace = await MeasureAsync(injection, upstream, port: 1, ["SRV", "A"], server);

        Shows.Delay(trace, injection, Party.ThirdParty, Dns);
        Shows.Attribute(Shows.Single(trace, "kong.upstream.find_upstream"), "network.peer.port", $"{upstream.EndPoint.Port}");
    });

    [Fact]
    public Task Name_Unknown_FailsTheSpanAndTheRequest() => Scenario.RunAsync(async injection =>
    {
        await using var server = new FakeDnsServer(_ =>
        {
            injection.Block(900);
            return DnsReplyBuilder.Error(3);
        });

        var trace = await MeasureAsync(injection, ["A"], server);

        Shows.Delay(trace, injection, Party.ThirdParty, Dns);
        Assert.Equal(SpanStatus.Error, Shows.Single(trace, Dns).Status);
        Assert.Equal(SpanStatus.Error, trace.Root.Status);
        Shows.None(trace, "kong.send_request_to_upstream");
    });

    private static async Task<Trace> MeasureAsync(Injection injection, string[] order, params FakeDnsServer[] servers)
    {
        await using var upstream = Upstream.Answering(Setup.Ok);
        return await MeasureAsync(injection, upstream, upstream.EndPoint.Port, order, servers);
    }

    /// <summary>A gateway that has another route to get warm on, so that the name is new to the measured request.</summary>
    private static async Task<Trace> MeasureAsync(Injection injection, Upstream upstream, int port, string[] order, params FakeDnsServer[] servers)
    {
        var warm = new ServiceConfig { Id = Configurations.Id(1), Host = "127.0.0.1", Port = upstream.EndPoint.Port };
        var configuration = Configurations.To(warm);
        var named = warm with { Id = Configurations.Id(5), Host = Name, Port = port };
        configuration = configuration with
        {
            Services = [warm, named],
            Routes = [.. configuration.Routes, new RouteConfig { Id = Configurations.Id(6), Service = named.Id, Paths = ["/named"] }],
        };
        await using var gateway = await TruthGateway.StartAsync(configuration, options: options => options with
        {
            Resolver = new ResolverSettings
            {
                Servers = [.. servers.Select(server => server.EndPoint)],
                ResolvConf = "/nowhere",
                HostsFile = "/nowhere",
                Order = [.. order],
            },
        });
        using var client = await Client.ConnectAsync(gateway.Address);
        await Setup.WarmUpAsync(gateway, client, injection);
        await client.SendAsync("/named");
        return await gateway.NextTraceAsync();
    }
}

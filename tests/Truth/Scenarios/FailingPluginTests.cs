using Sightglass.Tracing.Model;
using Truth.Checks;
using Truth.Gateways;
using Truth.Peers;

namespace Truth.Scenarios;

/// <summary>A plugin throws: its span fails and says why, its phase is there once, and the status is the one that the client got.</summary>
public sealed class FailingPluginTests
{
    private static readonly InvalidOperationException Failure = new("the plugin broke");

    [Theory]
    [InlineData("rewrite")]
    [InlineData("access")]
    [InlineData("response")]
    [InlineData("header_filter")]
    public async Task Handler_Throws_ItsSpanFailsAndTheClientGets500(string phase)
    {
        var plugin = new ProbePlugin
        {
            Rewrite = phase == "rewrite" ? _ => throw Failure : null,
            Access = phase == "access" ? _ => throw Failure : null,
            Response = phase == "response" ? _ => throw Failure : null,
            HeaderFilter = phase == "header_filter" ? _ => throw Failure : null,
        };

        var trace = await OneAsync(plugin, 500);

        var span = Shows.Single(trace, $"kong.{phase}.plugin.probe");
        Assert.Equal("the plugin broke", span.StatusMessage);
        Assert.Equal("exception", Assert.Single(span.Events).Name);
        Shows.Attribute(span, "proxy.kong.plugin.http.response.status_code", "500");
        Shows.Single(trace, $"kong.phase.{phase}");
        Shows.Single(trace, "kong.phase.header_filter");
        Assert.Equal(phase is "response" or "header_filter" ? 1 : 0, trace.Spans.Count(other => other.Name == "kong.read_headers_from_upstream"));
    }

    [Fact]
    public async Task BodyFilter_ThrowsInAProxiedResponse_ItsSpanFailsAndTheResponseIsCut()
    {
        var trace = await OneAsync(new ProbePlugin { BodyFilter = static _ => throw Failure }, status: null);

        Assert.Equal("the plugin broke", Shows.Single(trace, "kong.body_filter.plugin.probe").StatusMessage);
        Assert.Contains("body_filter", trace.Root.StatusMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodyFilter_ThrowsInTheGatewaysOwnResponse_ItsSpanFailsAndTheClientGets500()
    {
        var plugin = new ProbePlugin
        {
            Access = static context =>
            {
                context.ExitWithError(403, "no");
                return Task.CompletedTask;
            },
            BodyFilter = static _ => throw Failure,
        };

        var trace = await OneAsync(plugin, 500);

        Assert.Equal("the plugin broke", Shows.Single(trace, "kong.body_filter.plugin.probe").StatusMessage);
        Shows.Single(trace, "kong.phase.body_filter");
        Shows.Single(trace, "kong.phase.header_filter");
    }

    [Fact]
    public async Task Log_Throws_ItsSpanFailsAndTheRequestDoesNot()
    {
        var trace = await OneAsync(new ProbePlugin { Log = static _ => throw Failure }, 200);

        Assert.Equal("the plugin broke", Shows.Single(trace, "kong.log.plugin.probe").StatusMessage);
        Assert.NotEqual(SpanStatus.Error, trace.Root.Status);
    }

    [Fact]
    public async Task Certificate_Throws_ItsSpanFailsAndTheRequestDoesNot()
    {
        var plugin = new ProbePlugin { Certificate = static () => throw Failure };
        await using var upstream = Upstream.Answering(Setup.Ok);
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint, plugin), [plugin], transport: Transport.Tls);
        using var caller = await Caller.ConnectAsync(Transport.Tls, gateway.Address);
        Assert.Equal(200, (await caller.SendAsync()).Status);

        var trace = await gateway.NextTraceAsync();
        Shows.Invariants(trace);
        Assert.Equal("the plugin broke", Shows.Single(trace, "kong.certificate.plugin.probe").StatusMessage);
        Assert.NotEqual(SpanStatus.Error, trace.Root.Status);
    }

    /// <param name="plugin">The plugin.</param>
    /// <param name="status">What the client gets; null when the response is broken off.</param>
    private static async Task<Trace> OneAsync(ProbePlugin plugin, int? status)
    {
        await using var upstream = Upstream.Answering(Setup.Ok);
        await using var gateway = await TruthGateway.StartAsync(Configurations.To(upstream.EndPoint, plugin), [plugin]);
        using var client = await Client.ConnectAsync(gateway.Address);
        if (status is { } expected)
        {
            Assert.Equal(expected, (await client.SendAsync()).Status);
        }
        else
        {
            await Assert.ThrowsAnyAsync<IOException>(() => client.SendAsync());
        }

        var trace = await gateway.NextTraceAsync();
        Shows.Invariants(trace);
        if (status is not null)
        {
            Shows.Attribute(trace.Root, "http.response.status_code", $"{status}");
            Assert.Equal(status >= 500 ? SpanStatus.Error : SpanStatus.Unset, trace.Root.Status);
        }

        return trace;
    }
}

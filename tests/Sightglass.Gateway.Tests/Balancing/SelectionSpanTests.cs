using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.Tracing.Catalogue;

namespace Sightglass.Gateway.Tests.Balancing;

public sealed class SelectionSpanTests
{
    [Theory]
    [InlineData("round-robin")]
    [InlineData("consistent-hashing")]
    [InlineData("least-connections")]
    [InlineData("latency")]
    public async Task Algorithm_OfAnUpstream_IsOnTheSelection(string algorithm)
    {
        await using var upstream = FakeUpstream.Ok();
        var configuration = Configurations.Proxy(upstream.EndPoint, service: static service => service with { Host = "app" }) with
        {
            Upstreams =
            [
                new UpstreamConfig
                {
                    Id = Configurations.Id(50),
                    Name = "app",
                    Algorithm = algorithm,
                    Targets = [new TargetConfig { Id = Configurations.Id(51), Target = upstream.EndPoint.ToString() }],
                },
            ],
        };

        Assert.Equal(algorithm, await AlgorithmAsync(configuration));
    }

    [Fact]
    public async Task Algorithm_OfAPlainHost_IsLeftOut()
    {
        await using var upstream = FakeUpstream.Ok();

        Assert.Null(await AlgorithmAsync(Configurations.Proxy(upstream.EndPoint)));
    }

    private static async Task<string?> AlgorithmAsync(GatewayConfiguration configuration)
    {
        var tracing = new RecordingTracing();
        await using var gateway = await GatewayFixture.StartAsync(configuration, tracing: tracing);
        Assert.Equal(200, (await gateway.GetAsync("/")).Status);
        var trace = await tracing.SingleAsync();
        var selection = Assert.Single(trace.Spans, static span => span.Name == SpanNames.UpstreamSelection.Text);
        return selection.TryGet(AttributeKeys.ProxyKongUpstreamLbAlgorithm, out var algorithm) ? algorithm.AsString : null;
    }
}

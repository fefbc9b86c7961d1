using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Load;

/// <summary>A target dies while requests run, and another one is there.</summary>
public sealed class TargetLossTests
{
    [Fact]
    public async Task Kill_OneOfTwoTargets_NoIdempotentRequestFails()
    {
        await using var surviving = FakeUpstream.Ok("surviving");
        var dying = FakeUpstream.Ok("dying");
        var configuration = Configurations.Proxy(surviving.EndPoint, service: service => service with { Host = "both", ConnectTimeout = 5_000 }) with
        {
            Upstreams =
            [
                new UpstreamConfig
                {
                    Id = Configurations.Id(50),
                    Name = "both",
                    Targets =
                    [
                        new TargetConfig { Id = Configurations.Id(51), Target = surviving.EndPoint.ToString() },
                        new TargetConfig { Id = Configurations.Id(52), Target = dying.EndPoint.ToString() },
                    ],
                },
            ],
        };
        await using var gateway = await GatewayFixture.StartAsync(configuration);
        var load = new SteadyLoad(
            gateway.Address,
            clients: 6,
            _ => "/",
            response => response.Status == 200 && response.Body is "surviving" or "dying" ? null : $"{response.Status} {response.Body}");
        await load.MoreAsync(200);

        await dying.DisposeAsync();
        var before = surviving.Requests.Count;
        await load.MoreAsync(200);

        Assert.Empty(await load.StopAsync());
        Assert.NotEmpty(dying.Requests);
        Assert.True(surviving.Requests.Count - before >= 190, "The surviving target takes over.");
    }
}

using System.Net;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Load;

/// <summary>Configurations are exchanged while requests run: every request is served by one of them, and none fails.</summary>
public sealed class ReloadUnderLoadTests
{
    private const int Routes = 1_000;
    private const int Swaps = 12;

    [Fact]
    public async Task Apply_ThousandRoutesEvery200Ms_NoRequestFailsOrMixesConfigurations()
    {
        await using var upstream = new FakeUpstream(request => FakeUpstream.Response(request.Target));
        GatewayConfiguration[] both = [Configuration(upstream.EndPoint, "a"), Configuration(upstream.EndPoint, "b")];
        await using var gateway = await GatewayFixture.StartAsync(both[0]);
        var load = new SteadyLoad(
            gateway.Address,
            clients: 6,
            static number => $"/r{number * 7 % Routes}/x",
            static response => IsOfOneVersion(response) ? null : $"{response.Status} {response.Body}");

        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var swap = 1; swap <= Swaps; swap++)
        {
            await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            await gateway.Host.ApplyAsync(both[swap % 2], TestContext.Current.CancellationToken);
            await load.MoreAsync(6);
        }

        Assert.Empty(await load.StopAsync());
        Assert.True(load.Answered > Swaps * 6);
    }

    private static bool IsOfOneVersion(RawResponse response)
        => response.Status == 200
            && (response.Body == "/service-a/x"
                || (response.Body.StartsWith("/service-b/r", StringComparison.Ordinal) && response.Body.EndsWith("/x", StringComparison.Ordinal)));

    // The service's path tells one version and how much of the path the route strips the other: a request that mixed two would show both.
    private static GatewayConfiguration Configuration(IPEndPoint upstream, string version)
    {
        var basic = Configurations.Proxy(upstream, service: service => service with { Path = $"/service-{version}" });
        return basic with
        {
            Hash = version.PadRight(32, '0'),
            Routes =
            [
                .. Enumerable.Range(0, Routes).Select(i => new RouteConfig
                {
                    Id = Configurations.Id((version == "a" ? 10_000 : 20_000) + i),
                    Name = $"r{i}",
                    Service = basic.Services[0].Id,
                    Paths = [$"/r{i}/"],
                    StripPath = version == "a",
                }),
            ],
        };
    }
}

using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Health;

namespace Sightglass.Gateway.Tests.Admin;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_OfUpstream_ListsTargetsWithTheirState()
    {
        await using var admin = await AdminFixture.StartAsync();
        var (upstream, target) = await UpstreamAsync(admin);
        admin.Health.Reports[upstream] = Report(target);

        var reply = await admin.GetAsync("/upstreams/u1/health");
        var own = await admin.GetAsync("/upstreams/u1/health?balancer_health=1");

        var item = Assert.Single(reply.Data)!;
        Assert.Equal(("10.0.0.1:80", "UNHEALTHY"), (item["target"]!.GetValue<string>(), item["health"]!.GetValue<string>()));
        Assert.Equal(
            """{"host":"10.0.0.1","port":80,"dns":"A","nodeWeight":100,"weight":{"total":100,"available":0,"unavailable":100},"addresses":[{"ip":"10.0.0.1","port":80,"weight":100,"health":"UNHEALTHY"}]}""",
            item["data"]!.ToJsonString());
        Assert.Equal(admin.NodeId.ToString(), reply.Body["node_id"]!.GetValue<string>());
        Assert.Equal(new JsonObject { ["id"] = upstream.ToString(), ["health"] = "UNHEALTHY" }.ToJsonString(), own.Body["data"]!.ToJsonString());
        Assert.Equal(404, (await admin.GetAsync("/upstreams/none/health")).Status);
        Assert.Equal(400, (await admin.GetAsync("/upstreams/u1/health?size=0")).Status);
    }

    [Theory]
    [InlineData("10.0.0.1:80/healthy", 204)]
    [InlineData("10.0.0.1:80/10.0.0.1:80/unhealthy", 204)]
    [InlineData("10.0.0.1:80/10.0.0.9/unhealthy", 404)]
    [InlineData("10.0.0.2:80/healthy", 404)]
    public async Task Put_Health_IsSet(string path, int status)
    {
        await using var admin = await AdminFixture.StartAsync();
        admin.Health.UnknownAddress = "10.0.0.9";
        var (upstream, target) = await UpstreamAsync(admin);

        var reply = await admin.SendAsync("PUT", $"/upstreams/u1/targets/{path}");

        Assert.Equal(status, reply.Status);
        var address = path.Split('/') is [_, var named, _] ? named : null;
        (Guid, Guid, string?, bool)[] expected = status == 204 ? [(upstream, target, address, path.EndsWith("/healthy", StringComparison.Ordinal))] : [];
        Assert.Equal(expected, admin.Health.Set);
    }

    private static async Task<(Guid Upstream, Guid Target)> UpstreamAsync(AdminFixture admin)
    {
        var upstream = await admin.CreatedAsync("/upstreams", """{"name": "u1"}""");
        var target = await admin.CreatedAsync("/upstreams/u1/targets", """{"target": "10.0.0.1:80"}""");
        return (Guid.Parse(upstream["id"]!.GetValue<string>()), Guid.Parse(target["id"]!.GetValue<string>()));
    }

    private static UpstreamHealthReport Report(Guid target) => new(
        HealthStatus.Unhealthy,
        [
            new TargetHealthReport(
                new TargetConfig { Id = target, Target = "10.0.0.1:80", Weight = 100 }, "10.0.0.1", 80, "A", HealthStatus.Unhealthy,
                [new AddressHealthReport("10.0.0.1", 80, 100, HealthStatus.Unhealthy)]),
        ]);
}

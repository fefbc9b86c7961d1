using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Tests.Store;

public sealed class EntityTimesTests
{
    [Fact]
    public void Build_ServicesRoutesAndConsumers_KnowWhenTheyWereWritten()
    {
        var time = new FixedTime();
        var set = EntitySet.Empty(TestPlugins.Validator(time));
        set = set.Insert(EntityTypes.Services, Json.Of("{'name': 's', 'host': 'a.test', 'created_at': 1700000000, 'updated_at': 1700000001}")).Set!;
        set = set.Insert(EntityTypes.Routes, Json.Of("{'name': 'r', 'paths': ['/'], 'service': {'name': 's'}}")).Set!;
        set = set.Insert(EntityTypes.Consumers, Json.Of("{'username': 'u', 'created_at': 1700000002}")).Set!;
        var now = FixedTime.Start.ToUnixTimeSeconds();

        var built = GatewayConfigurationBuilder.Build(set);

        Assert.Equal((1_700_000_000L, 1_700_000_001L), (built.Services[0].CreatedAt, built.Services[0].UpdatedAt));
        Assert.Equal((now, now), (built.Routes[0].CreatedAt, built.Routes[0].UpdatedAt));
        Assert.Equal((1_700_000_002L, now), (built.Consumers[0].CreatedAt, built.Consumers[0].UpdatedAt));
    }
}

using Sightglass.Configuration.Entities;
using Sightglass.Gateway.PluginRuntime;
using Sightglass.Gateway.Tests.Fixtures;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Tests.PluginRuntime;

/// <summary>The scope precedence of gateway.md 4.2.</summary>
public sealed class PluginPlanTests
{
    private static readonly Guid Route = Configurations.Id(2);
    private static readonly Guid Service = Configurations.Id(1);
    private static readonly Guid Consumer = Configurations.Id(3);

    private static readonly (Guid? Consumer, Guid? Route, Guid? Service)[] BestFirst =
    [
        (Consumer, Route, Service),
        (Consumer, Route, null),
        (Consumer, null, Service),
        (null, Route, Service),
        (Consumer, null, null),
        (null, Route, null),
        (null, null, Service),
        (null, null, null),
    ];

    [Fact]
    public void Build_AllScopes_EachGivesWayToTheOneAbove()
    {
        for (var best = 0; best < BestFirst.Length; best++)
        {
            var plan = Build(BestFirst.Skip(best).Reverse().Select((scope, index) => Entry(scope, 100 + index)));
            var chosen = Assert.Single(plan.Slots).Resolve(Consumer)!;
            Assert.Equal(BestFirst[best], (chosen.Instance.ConsumerId, chosen.Instance.RouteId, chosen.Instance.ServiceId));
        }
    }

    [Fact]
    public void Build_ConsumersInstanceAndNobodyAuthenticated_CommonOneServes()
    {
        var plan = Build([Entry((null, null, null), 100), Entry((Consumer, null, null), 101)]);

        Assert.True(plan.DependsOnConsumer);
        Assert.Equal(Configurations.Id(100), plan.Slots[0].Resolve(null)!.Instance.Id);
        Assert.Equal(Configurations.Id(100), plan.Slots[0].Resolve(Configurations.Id(99))!.Instance.Id);
        Assert.Equal(Configurations.Id(101), plan.Slots[0].Resolve(Consumer)!.Instance.Id);
    }

    [Fact]
    public void Build_OtherRoutesInstance_IsNotInThePlan()
        => Assert.Empty(Build([Entry((null, Configurations.Id(98), null), 100)]).Slots);

    private static PluginPlan Build(IEnumerable<PluginEntry> entries)
        => new PluginPlanBuilder(entries).Build(
            new RouteConfig { Id = Route, Service = Service },
            new ServiceConfig { Id = Service, Host = "h" });

    private static PluginEntry Entry((Guid? Consumer, Guid? Route, Guid? Service) scope, int id)
        => new(
            SharedPlugin,
            new PluginInstance(Configurations.Id(id), "p", [], scope.Service, scope.Route, scope.Consumer),
            new NoHandler());

    private static readonly TestPlugin SharedPlugin = new("p", 1, PluginPhases.Access);

    private sealed class NoHandler : PluginHandler;
}

using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Entities;

namespace Sightglass.Configuration.Tests.Declarative;

public sealed class LoadTests
{
    private const string Small = """
        _format_version: "3.0"
        services:
        - name: orders
          url: http://orders.internal:8080/api
          tags: [1.10, on, 007]
          routes:
          - name: orders
            paths: [/orders]
            plugins:
            - name: rate-limiting
              config: {minute: 5}
        consumers:
        - username: alice
          keyauth_credentials:
          - key: alice-key
        plugins:
        - name: key-auth
          service: orders
        """;

    [Fact]
    public void Load_NestedAndFlat_MakesTypedRecords()
    {
        var result = DeclarativeConfiguration.Load(Small, TestPlugins.Validator());

        Assert.Empty(result.Errors);
        var configuration = result.Configuration!;
        var service = Assert.Single(configuration.Services);
        Assert.Equal(("orders.internal", 8080, "/api", "http"), (service.Host, service.Port, service.Path, service.Protocol));
        Assert.Equal(["1.10", "on", "007"], service.Tags);
        var route = Assert.Single(configuration.Routes);
        Assert.Equal(service.Id, route.Service);
        Assert.Equal(2, configuration.Plugins.Length);
        Assert.Equal(service.Id, configuration.Plugins.Single(p => p.Name == "key-auth").Service);
        var limit = configuration.Plugins.Single(p => p.Name == "rate-limiting");
        Assert.Equal(route.Id, limit.Route);
        Assert.Equal(5, limit.Config["minute"]!.GetValue<int>());
        Assert.Equal(5.0, limit.Config["minute"]!.GetValue<double>());
        Assert.Equal(6379, limit.Config["redis"]!["port"]!.GetValue<long>());
        Assert.Equal("alice-key", Assert.Single(Assert.Single(configuration.Consumers).Credentials).Key);
    }

    [Fact]
    public void Load_SameTextTwice_GivesSameIdsAndHash()
    {
        var first = DeclarativeConfiguration.Load(Small, TestPlugins.Validator());
        var second = DeclarativeConfiguration.Load(Small, TestPlugins.Validator());

        Assert.Equal(first.Hash, second.Hash);
        Assert.Equal(first.Entities!.Hash, second.Entities!.Hash);
        Assert.Equal(
            first.Configuration!.Services[0].Id, DeclarativeConfiguration.DeterministicId(EntityTypes.Services, "orders"));
        Assert.Equal(first.Configuration.Plugins.Select(p => p.Id), second.Configuration!.Plugins.Select(p => p.Id));
    }

    [Fact]
    public void Load_SeveralProblems_ReportsAllWithPathsAndLines()
    {
        const string Bad = """
            _format_version: "3.0"
            services:
            - name: a
              host: a.test
            - name: b
              port: 70000
              routes:
              - name: r
                paths: [orders]
            routes:
            - name: s
              service: nobody
              paths: [/s]
            """;

        var result = DeclarativeConfiguration.Load(Bad, TestPlugins.Validator());

        Assert.Null(result.Entities);
        Assert.Equal(
            [
                "line 5, services[1].host: required field missing",
                "line 6, services[1].port: value should be between 0 and 65535",
                "line 9, services[1].routes[0].paths[0]: should start with: / (fixed path) or ~/ (regex path)",
                "line 11, routes[0]: invalid reference 'service: nobody' (no such entry in 'services')",
            ],
            result.Errors.Select(e => e.ToString()));
        Assert.Equal(14, result.Error!.Code);
        Assert.Equal(["route", "service", "route"], result.FlattenedErrors.Select(f => f.EntityType).Reverse());
        Assert.Equal("{}", result.ErrorBody(flatten: true)["fields"]!.ToJsonString());
    }
}

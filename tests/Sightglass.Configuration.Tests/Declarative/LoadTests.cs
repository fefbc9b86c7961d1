using System.Text.Json;
using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Diff;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;

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

    [Fact]
    public void Load_ReferencesToNothing_AreToldByTheNameOfWhatHasThem()
    {
        const string Text = """
            _format_version: "3.0"
            routes:
            - {name: r1, paths: [/a], service: nobody}
            - {paths: [/b], service: nobody}
            """;

        var result = DeclarativeConfiguration.Load(Text, TestPlugins.Validator());

        Assert.Equal(
            """{"routes":{"r1":["invalid reference \u0027service: nobody\u0027 (no such entry in \u0027services\u0027)"],"2":["invalid reference \u0027service: nobody\u0027 (no such entry in \u0027services\u0027)"]}}""",
            result.Error!.Fields!.ToJsonString());
        Assert.Equal("""["r1"]""", JsonSerializer.Serialize(result.ErrorBody(flatten: true)["fields"]!["routes"]!.AsObject().Select(p => p.Key)));
        Assert.Single(result.FlattenedErrors);
    }

    [Fact]
    public void Load_SameNameTwice_IsToldByPosition()
    {
        const string Text = """
            _format_version: "3.0"
            services:
            - {name: a, host: a.test}
            - {name: a, host: b.test}
            """;

        var result = DeclarativeConfiguration.Load(Text, TestPlugins.Validator());

        Assert.Equal(
            "declarative config is invalid: {services={[2]=\"uniqueness violation: 'services' entity with name set to 'a' already declared\"}}",
            result.Error!.Message);
        Assert.Equal("{}", result.ErrorBody(flatten: true)["fields"]!.ToJsonString());
    }

    [Fact]
    public void Load_WhereEntitiesAreKnown_TakesTheirIds()
    {
        const string Text = """
            _format_version: "3.0"
            services:
            - name: a
              host: new.test
              plugins: [{name: key-auth}]
            consumers:
            - username: bob
              basicauth_credentials: [{username: bob, password: secret}]
            upstreams:
            - name: u
              targets: [{target: a.test}]
            """;
        var validator = TestPlugins.Validator();
        var known = EntitySet.Empty(validator);
        known = known.Insert(EntityTypes.Services, Json.Of("{'name': 'a', 'host': 'old.test'}")).Set!;
        known = known.Insert(EntityTypes.Plugins, Json.Of("{'name': 'key-auth', 'service': {'name': 'a'}}")).Set!;
        known = known.Insert(EntityTypes.Consumers, Json.Of("{'username': 'bob'}")).Set!;
        known = known.Insert(EntityTypes.BasicAuthCredentials, Json.Of("{'consumer': {'username': 'bob'}, 'username': 'bob', 'password': 'secret'}")).Set!;
        known = known.Insert(EntityTypes.Upstreams, Json.Of("{'name': 'u'}")).Set!;
        known = known.Insert(EntityTypes.Targets, Json.Of("{'upstream': {'name': 'u'}, 'target': 'a.test:8000'}")).Set!;

        var loaded = DeclarativeConfiguration.Load(Text, validator, new LoadOptions { Known = known });

        Assert.Equal("~ service a\n    host: \"old.test\" -> \"new.test\"\n", ConfigurationDiff.Between(known, loaded.Entities!).ToString());
    }

    [Fact]
    public void Shared_FilesWithSelectTags_LeaveWhatOthersHave()
    {
        var validator = TestPlugins.Validator();
        var current = EntitySet.Empty(validator)
            .Insert(EntityTypes.Consumers, Json.Of("{'username': 'other'}")).Set!
            .Insert(EntityTypes.BasicAuthCredentials, Json.Of("{'consumer': {'username': 'other'}, 'username': 'other', 'password': 'secret'}")).Set!
            .Insert(EntityTypes.Consumers, Json.Of("{'username': 'gone', 'tags': ['mine']}")).Set!;
        var content = DeclarativeConfiguration.Parse("""
            _format_version: "3.0"
            _info: {select_tags: [mine]}
            services:
            - {name: a, host: a.test, tags: [x], routes: [{name: r, paths: [/]}]}
            """, out _)!;
        var errors = new List<LoadError>();

        var tags = SharedFile.Take(content, errors);
        var loaded = DeclarativeConfiguration.Load(SharedFile.Joined(content, current, tags), validator, current);

        Assert.Empty(errors);
        Assert.True(loaded.Succeeded, loaded.Error?.Message);
        Assert.Equal("+ service a\n+ route r\n- consumer gone\n", ConfigurationDiff.Between(current, loaded.Entities).ToString());
        Assert.Equal("""["mine"]""", loaded.Entities.All(EntityTypes.Routes).Single().Fields["tags"]!.ToJsonString());
        Assert.Equal("""["x","mine"]""", loaded.Entities.All(EntityTypes.Services).Single().Fields["tags"]!.ToJsonString());
    }

    [Theory]
    [InlineData("{select_tags: x}", "_info: expected a map, with select_tags a list of tags")]
    [InlineData("{select_tags: [1, {}]}", "_info.select_tags: expected a list of tags")]
    [InlineData("{defaults: {route: {paths: [/]}}}", "_info.defaults: defaults for entities are not known here: write them into the entities")]
    public void Shared_BadNotes_SayWhatIsWrong(string info, string problem)
    {
        var errors = new List<LoadError>();

        SharedFile.Take(DeclarativeConfiguration.Parse($"_format_version: '3.0'\n_info: {info}", out _)!, errors);

        Assert.Equal(problem, Assert.Single(errors).ToString());
    }
}

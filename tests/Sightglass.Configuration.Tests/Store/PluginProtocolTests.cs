using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Tests.Store;

/// <summary>Which protocols a plugin may list, lists by itself, and must share with what it is limited to.</summary>
public sealed class PluginProtocolTests
{
    private const string OfRoute = "must match the associated route's protocols";
    private const string OfService = "must match the protocols of at least one route pointing to this Plugin's service";

    private readonly EntitySet _set;

    public PluginProtocolTests()
    {
        var plugins = new PluginSchemas(
        [
            new PluginSchema("web", "1.0.0", 2, RecordSchema.Empty),
            new PluginSchema("any", "1.0.0", 1, RecordSchema.Empty)
            {
                Protocols = ["grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"],
                DefaultProtocols = ["http", "https", "tcp", "tls", "grpc", "grpcs"],
            },
        ]);
        var set = EntitySet.Empty(new EntityValidator(new ValidationOptions { Plugins = plugins }));
        set = Added(set, EntityTypes.Services, "{'name': 's', 'host': 'a.test'}");
        set = Added(set, EntityTypes.Services, "{'name': 'bare', 'host': 'b.test'}");
        set = Added(set, EntityTypes.Routes, "{'name': 'secure', 'protocols': ['https'], 'paths': ['/'], 'service': {'name': 's'}}");
        _set = Added(set, EntityTypes.Routes, "{'name': 'stream', 'protocols': ['tcp'], 'sources': [{'port': 9000}], 'service': {'name': 's'}}");
    }

    [Theory]
    [InlineData("web", "grpc grpcs http https")]
    [InlineData("any", "http https tcp tls grpc grpcs")]
    public void Insert_NoneListed_ListsThePluginsOwn(string name, string protocols)
    {
        var entity = _set.Insert(EntityTypes.Plugins, Json.Of($"{{'name': '{name}'}}")).Entity!;

        Assert.Equal(protocols.Split(' '), entity.Fields["protocols"]!.AsArray().Select(protocol => protocol!.GetValue<string>()));
    }

    [Theory]
    [InlineData("web", "tcp", "schema violation (protocols.1: expected one of: grpc, grpcs, http, https)")]
    [InlineData("any", "smtp", "schema violation (protocols.1: expected one of: grpc, grpcs, http, https, tcp, tls, tls_passthrough, udp)")]
    public void Insert_OneItIsNotFor_IsRefused(string name, string protocol, string message) =>
        Assert.Equal(message, _set.Insert(EntityTypes.Plugins, Json.Of($"{{'name': '{name}', 'protocols': ['{protocol}']}}")).Error?.Message);

    [Theory]
    [InlineData("{'name': 'web', 'protocols': ['http'], 'route': {'name': 'secure'}}", OfRoute)]
    [InlineData("{'name': 'web', 'protocols': ['http', 'https'], 'route': {'name': 'secure'}}", null)]
    [InlineData("{'name': 'web', 'route': {'name': 'stream'}}", OfRoute)]
    [InlineData("{'name': 'any', 'route': {'name': 'stream'}}", null)]
    [InlineData("{'name': 'web', 'protocols': ['http'], 'service': {'name': 's'}}", OfService)]
    [InlineData("{'name': 'web', 'protocols': ['https'], 'service': {'name': 's'}}", null)]
    [InlineData("{'name': 'any', 'protocols': ['tcp'], 'service': {'name': 's'}}", null)]
    [InlineData("{'name': 'web', 'protocols': ['http'], 'service': {'name': 'bare'}}", null)]
    [InlineData("{'name': 'web', 'protocols': ['http']}", null)]
    [InlineData("{'name': 'web', 'protocols': ['http'], 'route': {'name': 'secure'}, 'service': {'name': 'bare'}}", OfRoute)]
    public void Insert_ForARouteOrService_MustShareAProtocol(string plugin, string? problem)
    {
        var error = _set.Insert(EntityTypes.Plugins, Json.Of(plugin)).Error;

        Assert.Equal(problem, error?.Fields?["protocols"]?.GetValue<string>());
        Assert.Equal(problem is null ? null : $"schema violation (protocols: {problem})", error?.Message);
    }

    [Fact]
    public void Patch_AsksWhenItTouchesThem()
    {
        var set = Added(_set, EntityTypes.Plugins, "{'name': 'web', 'instance_name': 'w', 'protocols': ['https'], 'route': {'name': 'secure'}}");
        set = set.Patch(EntityTypes.Routes, "secure", Json.Of("{'protocols': ['http']}")).Set!;

        Assert.True(set.Patch(EntityTypes.Plugins, "w", Json.Of("{'enabled': false}")).Succeeded);
        Assert.Equal(OfRoute, set.Patch(EntityTypes.Plugins, "w", Json.Of("{'protocols': ['grpc']}")).Error!.Fields!["protocols"]!.GetValue<string>());
        Assert.True(set.Patch(EntityTypes.Plugins, "w", Json.Of("{'protocols': ['http']}")).Succeeded);
        Assert.True(set.Patch(EntityTypes.Plugins, "w", Json.Of("{'route': null}")).Succeeded);
    }

    private static EntitySet Added(EntitySet set, EntityType type, string body)
    {
        var outcome = set.Insert(type, Json.Of(body));
        Assert.True(outcome.Succeeded, outcome.Error?.Message);
        return outcome.Set;
    }
}

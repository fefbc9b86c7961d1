using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Tests.Fakes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests;

public sealed class BundledPluginsTests
{
    /// <summary>gateway.md 4.3; openid-connect keeps the place its documentation gives it.</summary>
    private static readonly Dictionary<string, int> Priorities = new()
    {
        ["pre-function"] = 1_000_000,
        ["correlation-id"] = 100_001,
        ["cors"] = 2000,
        ["jwt"] = 1450,
        ["key-auth"] = 1250,
        ["basic-auth"] = 1100,
        ["openid-connect"] = 1050,
        ["hmac-auth"] = 1030,
        ["ip-restriction"] = 990,
        ["request-size-limiting"] = 951,
        ["acl"] = 950,
        ["rate-limiting"] = 910,
        ["response-ratelimiting"] = 900,
        ["request-transformer"] = 801,
        ["response-transformer"] = 800,
        ["redirect"] = 779,
        ["proxy-cache"] = 100,
        ["opentelemetry"] = 14,
        ["prometheus"] = 13,
        ["http-log"] = 12,
        ["file-log"] = 9,
        ["udp-log"] = 8,
        ["tcp-log"] = 7,
        ["loggly"] = 6,
        ["syslog"] = 4,
        ["request-termination"] = 2,
        ["post-function"] = -1000,
    };

    public static TheoryData<string> Names => [.. BundledPlugins.All.Select(plugin => plugin.Name)];

    [Fact]
    public void All_Priorities_AreTheFieldsAndInOrder()
    {
        Assert.All(BundledPlugins.All, plugin => Assert.Equal(Priorities[plugin.Name], plugin.Priority));
        Assert.Equal(BundledPlugins.All.OrderByDescending(plugin => plugin.Priority), BundledPlugins.All);
        Assert.Equal(BundledPlugins.All.Length, BundledPlugins.All.Select(plugin => plugin.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Protocols_Always_AreTheFields(string name)
    {
        var plugin = BundledPlugins.All.Single(p => p.Name == name);

        var allowed = name is "file-log" or "http-log" or "ip-restriction" or "loggly" or "post-function" or "pre-function" or "prometheus" or "proxy-cache"
            or "request-transformer" or "syslog" or "tcp-log" or "udp-log"
            ? (string[])["grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"]
            : ["grpc", "grpcs", "http", "https"];
        Assert.Equal(allowed, plugin.ToSchema().Protocols);
        Assert.Equal(
            name == "ip-restriction" ? (string[])["http", "https", "tcp", "tls", "grpc", "grpcs"] : ["grpc", "grpcs", "http", "https"],
            plugin.ToSchema().DefaultProtocols);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Phases_Always_FollowTheContract(string name)
    {
        var plugin = BundledPlugins.All.Single(p => p.Name == name);

        Assert.NotEqual(PluginPhases.None, plugin.Phases);
        if (plugin.Phases.HasFlag(PluginPhases.Response))
        {
            Assert.Equal(PluginPhases.None, plugin.Phases & (PluginPhases.HeaderFilter | PluginPhases.BodyFilter));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ConfigSchema_EveryField_IsDescribed(string name)
    {
        Check(BundledPlugins.All.Single(p => p.Name == name).ConfigSchema);

        static void Check(RecordSchema schema)
        {
            Assert.NotEmpty(schema.Fields);
            foreach (var field in schema.Fields)
            {
                Assert.NotEmpty(field.Description);
                if (field.Fields is { } fields)
                {
                    Check(fields);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ConfigSchema_Defaults_AreValid(string name)
    {
        var plugin = BundledPlugins.All.Single(p => p.Name == name);

        // What remains to be said is what has no default.
        Assert.All(
            PluginFactory.Problems(plugin, "{}"),
            problem => Assert.Matches("required field missing|at least one of|exactly one of|must be", problem));
    }
}

using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Diff;
using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Tests.Diff;

public sealed class ConfigurationDiffTests
{
    private const string Before = """
        _format_version: "3.0"
        services:
        - {name: a, host: a.test}
        - {name: gone, host: g.test}
        consumers:
        - username: c
          keyauth_credentials: [{key: top-secret-1}]
        plugins:
        - name: rate-limiting
          config: {minute: 5, redis: {password: top-secret-2}}
        """;

    private const string After = """
        _format_version: "3.0"
        services:
        - {name: a, host: b.test, tags: [t]}
        - {name: new, host: n.test}
        consumers:
        - username: c
          keyauth_credentials: [{key: top-secret-3}]
        plugins:
        - name: rate-limiting
          config: {minute: 6, redis: {password: top-secret-4}}
        """;

    [Fact]
    public void Between_Changed_ListsEntitiesAndFields()
    {
        var diff = ConfigurationDiff.Between(Load(Before), Load(After));

        Assert.Equal((2, 2, 2), (diff.Count(DifferenceKind.Created), diff.Count(DifferenceKind.Updated), diff.Count(DifferenceKind.Deleted)));
        var service = diff.Differences.Single(d => d.Label == "a");
        Assert.Equal(
            ["host \"a.test\" \"b.test\"", "tags  [\"t\"]"],
            service.Changes.Select(c => $"{c.Path} {c.Before?.ToJsonString()} {c.After?.ToJsonString()}"));
        var plugin = diff.Differences.Single(d => d.Type.Name == "plugins");
        Assert.Equal(["config.minute", "config.redis.password"], plugin.Changes.Select(c => c.Path));
        Assert.Contains("~ service a\n    host: \"a.test\" -> \"b.test\"\n", diff.ToString(), StringComparison.Ordinal);
        Assert.Contains("+ service new\n", diff.ToString(), StringComparison.Ordinal);
        Assert.Contains("- service gone\n", diff.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Between_Secrets_AreMaskedEverywhere()
    {
        var diff = ConfigurationDiff.Between(Load(Before), Load(After));

        Assert.DoesNotContain("top-secret", diff.ToJson().ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", diff.ToString(), StringComparison.Ordinal);
        Assert.Contains(Secrets.Mask, diff.ToJson().ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Between_SameAtAnotherTime_IsEmptyAndHashesAlike()
    {
        var early = Load(Before);
        var late = Load(Before, new FixedTime { Now = FixedTime.Start.AddDays(1) });

        Assert.True(ConfigurationDiff.Between(early, late).IsEmpty);
        Assert.Equal(early.Hash, late.Hash);
        Assert.NotEqual(early.Hash, Load(After).Hash);
    }

    private static EntitySet Load(string text, FixedTime? time = null)
    {
        var result = DeclarativeConfiguration.Load(text, TestPlugins.Validator(time));
        Assert.Empty(result.Errors);
        return result.Entities!;
    }
}

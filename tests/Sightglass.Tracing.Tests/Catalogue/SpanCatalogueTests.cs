using System.Reflection;
using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Tests.Catalogue;

public sealed class SpanCatalogueTests
{
    [Fact]
    public void All_EveryFixedSpanName_HasADefinitionOfItsKind()
    {
        foreach (var field in typeof(SpanNames).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var name = (SpanName)field.GetValue(null)!;
            Assert.True(SpanCatalogue.TryFind(name.Text, out var definition), name.Text);
            Assert.Equal(name.Text, definition.Name);
            Assert.Equal(name.Kind, definition.Kind);
        }
    }

    [Fact]
    public void All_EveryDefinition_IsWholeAndUnique()
    {
        Assert.Equal(SpanCatalogue.All.Length, SpanCatalogue.All.Select(definition => definition.Name).Distinct().Count());
        Assert.All(SpanCatalogue.All, definition =>
        {
            Assert.EndsWith(".", definition.Description, StringComparison.Ordinal);
            Assert.EndsWith(".", definition.Starts, StringComparison.Ordinal);
            Assert.EndsWith(".", definition.Ends, StringComparison.Ordinal);
            Assert.Equal(definition.Attributes.Length, definition.Attributes.Select(use => use.Key).Distinct().Count());
        });
    }

    [Fact]
    public void All_Parents_AreInTheCatalogueAndOnlyTheRootHasNone()
    {
        var names = SpanCatalogue.All.Select(definition => definition.Name).ToHashSet();
        Assert.All(SpanCatalogue.All.SelectMany(definition => definition.Parents), parent => Assert.Contains(parent, names));
        Assert.Equal(["kong"], SpanCatalogue.All.Where(definition => definition.Parents.IsEmpty).Select(definition => definition.Name));
    }

    [Theory]
    [InlineData("kong.access.plugin.key-auth", "kong.access.plugin.{plugin}", "key-auth")]
    [InlineData("kong.body_filter.plugin.a.b", "kong.body_filter.plugin.{plugin}", "a.b")]
    [InlineData("kong.io.redis.get", "kong.io.redis.{function}", null)]
    [InlineData("kong.find_upstream", "kong.upstream.find_upstream", null)]
    [InlineData("kong.dns", "kong.dns", null)]
    public void TryFind_KnownName_GivesDefinitionAndPlugin(string name, string expected, string? plugin)
    {
        Assert.True(SpanCatalogue.TryFind(name, out var definition));
        Assert.Equal(expected, definition.Name);
        Assert.Equal(plugin, SpanCatalogue.PluginOf(name));
    }

    [Theory]
    [InlineData("kong.access.plugin.")]
    [InlineData("kong.other.plugin.key-auth")]
    [InlineData("GET /orders")]
    [InlineData("")]
    public void TryFind_UnknownName_IsFalse(string name)
    {
        Assert.False(SpanCatalogue.TryFind(name, out _));
        Assert.Equal(SpanCategory.Foreign, SpanCatalogue.CategoryOf(name));
        Assert.Null(SpanCatalogue.PluginOf(name));
    }

    [Fact]
    public void InTotal_OnlyTheLogPhase_IsOutside()
    {
        var outside = SpanCatalogue.All.Where(definition => !definition.InTotal).Select(definition => definition.Name);
        Assert.Equal(["kong.phase.log", "kong.log.plugin.{plugin}"], outside);
    }

    [Fact]
    public void Aliases_EverySpelling_IsNoNameOfTheCatalogue()
    {
        var names = SpanCatalogue.All.SelectMany(definition => definition.Attributes).Select(use => use.Key.Name).ToHashSet();
        Assert.All(Aliases.All, alias => Assert.DoesNotContain(alias.Key, names));
        Assert.Same(AttributeKeys.ProxyKongUpstreamStatusCode, Aliases.Attributes["proxy.kong.upstream.status_code"]);
    }
}

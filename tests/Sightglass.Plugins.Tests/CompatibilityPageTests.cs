
namespace Sightglass.Plugins.Tests;

public sealed class CompatibilityPageTests
{
    private readonly CompatibilityPage _page = CompatibilityPage.Read();

    [Fact]
    public void Plugins_OfTheTable_AreThoseShipped() =>
        Assert.Equal(BundledPlugins.All.Select(p => p.Name).Order(StringComparer.Ordinal), _page.Present("Plugins"));

    [Fact]
    public void Endpoints_OfTheTable_AreThoseOfThePlugins() =>
        Assert.Equal(
            BundledPlugins.All.SelectMany(p => p.AdminEndpoints).Select(e => e.Pattern).Distinct().Order(StringComparer.Ordinal),
            _page.Present("Endpoints of plugins"));

    [Fact]
    public void Plugins_ThatAreAbsent_AreNotShipped() =>
        Assert.Empty(BundledPlugins.All.Select(p => p.Name).Intersect(_page.Absent("Plugins")));
}

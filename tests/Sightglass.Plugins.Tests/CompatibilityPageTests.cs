
namespace Sightglass.Plugins.Tests;

public sealed class CompatibilityPageTests
{
    private readonly CompatibilityPage _page = CompatibilityPage.Read();

    [Fact]
    public void Plugins_OfTheTable_AreThoseShipped() =>
        Assert.Equal(BundledPlugins.All.Select(p => p.Name).Order(StringComparer.Ordinal), _page.Present("Plugins"));

    [Fact]
    public void Plugins_ThatAreAbsent_AreNotShipped() =>
        Assert.Empty(BundledPlugins.All.Select(p => p.Name).Intersect(_page.Absent("Plugins")));
}

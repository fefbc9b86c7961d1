using System.Globalization;

namespace Sightglass.Plugins.Tests.Docs;

/// <summary>docs/plugins/: a page for each plugin, whose table says what its schema says.</summary>
public sealed class PluginPagesTests
{
    public static TheoryData<string> Names => [.. BundledPlugins.All.Select(plugin => plugin.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Page_OfAPlugin_HasItsConfigurationAndPriority(string name)
    {
        var plugin = BundledPlugins.All.Single(p => p.Name == name);
        var path = Path.Combine(Folder(), name + ".md");

        Assert.True(File.Exists(path), $"docs/plugins/{name}.md is missing");
        var page = File.ReadAllText(path);
        Assert.StartsWith($"# {name}\n", page);
        Assert.Contains($"Priority {plugin.Priority.ToString(CultureInfo.InvariantCulture)}.", page);
        Assert.Contains(ConfigTable.Of(plugin.ConfigSchema), page);
    }

    [Fact]
    public void Pages_Others_DoNotExist() => Assert.Empty(
        Directory.EnumerateFiles(Folder(), "*.md").Select(Path.GetFileNameWithoutExtension).Except(BundledPlugins.All.Select(plugin => plugin.Name)));

    private static string Folder() => Repository.PathOf("docs", "plugins");
}

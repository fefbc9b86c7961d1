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
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is { Length: > 0 })
        {
            page = WithTable(page, ConfigTable.Of(plugin.ConfigSchema));
            File.WriteAllText(path, page);
        }

        Assert.StartsWith($"# {name}\n", page);
        Assert.Contains($"Priority {plugin.Priority.ToString(CultureInfo.InvariantCulture)}.", page);
        Assert.Contains(ConfigTable.Of(plugin.ConfigSchema), page);
    }

    [Fact]
    public void Pages_Others_DoNotExist() => Assert.Empty(
        Directory.EnumerateFiles(Folder(), "*.md").Select(Path.GetFileNameWithoutExtension).Except(BundledPlugins.All.Select(plugin => plugin.Name)));

    private static string WithTable(string page, string table)
    {
        const string heading = "## Configuration\n\n";
        var start = page.IndexOf(heading, StringComparison.Ordinal) + heading.Length;
        var end = page.IndexOf("\n\n", start, StringComparison.Ordinal);
        return $"{page[..start]}{table}{page[(end + 1)..]}";
    }

    private static string Folder() => Repository.PathOf("docs", "plugins");
}

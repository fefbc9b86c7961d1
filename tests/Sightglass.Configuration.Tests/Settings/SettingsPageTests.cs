using Sightglass.Configuration.Settings;

namespace Sightglass.Configuration.Tests.Settings;

public sealed class SettingsPageTests
{
    [Fact]
    public void Page_InDocs_IsTheCatalogues()
    {
        var page = SettingsCatalogue.ToMarkdown();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is { Length: > 0 })
        {
            File.WriteAllText(Path(), page);
        }

        Assert.Equal(File.ReadAllText(Path()), page);
    }

    [Fact]
    public void Catalogue_Names_AreUniqueAliasesIncluded()
    {
        var names = SettingsCatalogue.All.SelectMany(s => s.Aliases.Prepend(s.Name)).ToArray();

        Assert.Equal(names.Distinct(), names);
        Assert.All(SettingsCatalogue.All, s => Assert.Same(s, SettingsCatalogue.Find(s.Name)));
    }

    private static string Path() => Repository.PathOf("docs", "configuration.md");
}

using System.Text;
using System.Text.RegularExpressions;
using Sightglass.Web.StaticAssets;

namespace Sightglass.Web.Tests.StaticAssets;

public partial class AssetCatalogTests
{
    private readonly AssetCatalog _catalog = new();

    [Fact]
    public void Paths_Catalog_HoldsStyleSheetScriptsAndMark()
    {
        Assert.Contains("sightglass.css", _catalog.Paths);
        Assert.Contains("js/app.js", _catalog.Paths);
        Assert.Contains("images/mark.svg", _catalog.Paths);
        Assert.DoesNotContain(_catalog.Paths, p => p.StartsWith("css/", StringComparison.Ordinal));
    }

    [Fact]
    public void Scripts_Imports_AllExist()
    {
        var imports = 0;
        foreach (var path in _catalog.Paths.Where(p => p.EndsWith(".js", StringComparison.Ordinal)))
        {
            foreach (Match match in Import().Matches(TextOf(path)))
            {
                imports++;
                var target = new Uri(new Uri("http://x/" + path), match.Groups[1].Value).AbsolutePath[1..];
                Assert.True(_catalog.Find(target) is not null, $"{path} imports {match.Groups[1].Value}, which does not exist.");
            }
        }

        Assert.True(imports > 10);
    }

    [Fact]
    public void StyleSheet_Content_LoadsNothingFromElsewhere()
    {
        var css = TextOf(AssetCatalog.StyleSheet);

        Assert.DoesNotContain("@import", css, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"url\(""?(?!#|""#)", css);
    }

    [Fact]
    public void StyleSheet_Variables_AreAllDefined()
    {
        var css = TextOf(AssetCatalog.StyleSheet);
        var defined = Definition().Matches(css).Select(m => m.Groups[1].Value).ToHashSet();

        var used = Use().Matches(css).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.NotEmpty(used);
        Assert.Empty(used.Except(defined));
    }

    [Fact]
    public void Href_UnknownAsset_IsRefused() => Assert.Throws<ArgumentException>(() => _catalog.Href("js/none.js"));

    private string TextOf(string path) => Encoding.UTF8.GetString(_catalog.Find(path)!.Content.Span);

    [GeneratedRegex("""from "([^"]+)";""")]
    private static partial Regex Import();

    [GeneratedRegex(@"(--[a-z0-9-]+)\s*:")]
    private static partial Regex Definition();

    [GeneratedRegex(@"var\((--[a-z0-9-]+)\)")]
    private static partial Regex Use();
}

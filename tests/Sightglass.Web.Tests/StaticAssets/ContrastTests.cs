using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sightglass.Web.StaticAssets;

namespace Sightglass.Web.Tests.StaticAssets;

/// <summary>The palette's promise: text 4.5:1 (WCAG AA), bars and marks 3:1, in both themes.</summary>
public partial class ContrastTests
{
    private static readonly Dictionary<string, (string Light, string Dark)> Palette = Read();

    [Theory]
    [InlineData("text-1", "surface-0", "surface-1", "surface-2", "surface-3", "accent-weak", "bad-weak", "notice-weak")]
    [InlineData("text-2", "surface-0", "surface-1", "surface-2", "accent-weak")]
    [InlineData("text-3", "surface-0", "surface-1", "surface-2")]
    [InlineData("accent", "surface-0", "surface-1", "accent-weak")]
    [InlineData("on-accent", "accent")]
    [InlineData("good", "surface-1", "good-weak")]
    [InlineData("notice", "surface-1", "notice-weak")]
    [InlineData("bad", "surface-0", "surface-1", "bad-weak")]
    [InlineData("info", "surface-1", "info-weak")]
    public void Text_OnItsSurfaces_Has4Point5To1(string text, params string[] surfaces) => Check(text, surfaces, 4.5);

    [Theory]
    [InlineData("client")]
    [InlineData("gateway")]
    [InlineData("plugin")]
    [InlineData("third-party")]
    [InlineData("upstream")]
    [InlineData("bad-strong")]
    [InlineData("line-strong")]
    [InlineData("focus")]
    public void Mark_OnSurfaces_Has3To1(string mark) => Check(mark, ["surface-1", "surface-2"], 3);

    private static void Check(string front, string[] backs, double least)
    {
        foreach (var back in backs)
        {
            Assert.True(Ratio(Palette[front].Light, Palette[back].Light) >= least, $"light: {front} on {back} has {Ratio(Palette[front].Light, Palette[back].Light):0.00}");
            Assert.True(Ratio(Palette[front].Dark, Palette[back].Dark) >= least, $"dark: {front} on {back} has {Ratio(Palette[front].Dark, Palette[back].Dark):0.00}");
        }
    }

    private static double Ratio(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour) => (0.2126 * Channel(colour, 1)) + (0.7152 * Channel(colour, 3)) + (0.0722 * Channel(colour, 5));

    private static double Channel(string colour, int at)
    {
        var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private static Dictionary<string, (string, string)> Read()
    {
        var css = Encoding.UTF8.GetString(new AssetCatalog().Find(AssetCatalog.StyleSheet)!.Content.Span);
        return Pair().Matches(css).ToDictionary(m => m.Groups[1].Value, m => (m.Groups[2].Value, m.Groups[3].Value));
    }

    [GeneratedRegex(@"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")]
    private static partial Regex Pair();
}

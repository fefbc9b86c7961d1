using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Tests.Samples;

namespace Sightglass.Expressions.Tests.Evaluation;

public sealed class RequiredTextsTests
{
    [Theory]
    [InlineData("http.path == \"/a\"", "Whole /a")]
    [InlineData("http.path ^= \"/a\"", "Start /a")]
    [InlineData("http.path ~ \"^/a\"", "Pattern ^/a")]
    [InlineData("http.path ^= \"/a\" && http.method == \"GET\"", "Start /a")]
    [InlineData("http.method == \"GET\" && http.path ^= \"/a\"", "Start /a")]
    [InlineData("http.path ^= \"/\" && http.path ^= \"/longer\"", "Start /longer")]
    [InlineData("http.path ~ \"x\" && http.path ^= \"/\"", "Start /")]
    [InlineData("http.path == \"/a\" || http.path ^= \"/b\"", "Whole /a, Start /b")]
    [InlineData("(http.path == \"/a\" && http.method == \"GET\") || http.path ^= \"/b\"", "Whole /a, Start /b")]
    [InlineData("http.path == \"/a\" || http.method == \"GET\"", null)]
    [InlineData("http.path != \"/a\"", null)]
    [InlineData("http.path =^ \"/a\"", null)]
    [InlineData("http.path contains \"/a\"", null)]
    [InlineData("lower(http.path) == \"/a\"", null)]
    [InlineData("!(http.path == \"/a\")", null)]
    [InlineData("!(http.path == \"/a\") && http.path ^= \"/b\"", "Start /b")]
    [InlineData("http.host == \"h\"", null)]
    [InlineData("http.path.segments.0 == \"a\"", null)]
    public void RequiredTexts_OfThePath_AreWhatItsFormSays(string text, string? expected)
    {
        Assert.True(Expression.TryParse(text, TestFields.Route, Dialect.Route, out var expression, out var error), error?.ToString());

        var required = expression.RequiredTexts(RequestFieldIds.HttpPath);

        Assert.Equal(expected, required.IsDefault ? null : string.Join(", ", required.Select(one => $"{one.Kind} {one.Text}")));
    }

    [Fact]
    public void RequiredTexts_OfALongList_AreNotSaid()
    {
        var text = string.Join(" || ", Enumerable.Range(0, 300).Select(number => $"http.path == \"/{number}\""));
        Assert.True(Expression.TryParse(text, TestFields.Route, Dialect.Route, out var expression, out _));

        Assert.True(expression.RequiredTexts(RequestFieldIds.HttpPath).IsDefault);
    }
}

using Sightglass.Web.Debugger.Sessions;

namespace Sightglass.Web.Tests.Debugger.Sessions;

public class StatusFilterTests
{
    [Theory]
    [InlineData("503", 503, 503)]
    [InlineData("5xx", 500, 599)]
    [InlineData(" 4XX ", 400, 499)]
    [InlineData("400-404", 400, 404)]
    [InlineData("200 - 299", 200, 299)]
    public void TryParse_Known_GivesTheRange(string text, int min, int max)
    {
        Assert.True(StatusFilter.TryParse(text, out var filter));
        Assert.Equal((min, max), (filter.Min, filter.Max));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("6xx")]
    [InlineData("5x")]
    [InlineData("99")]
    [InlineData("600")]
    [InlineData("404-400")]
    [InlineData("+503")]
    [InlineData("abc")]
    public void TryParse_Unknown_IsRefused(string? text) => Assert.False(StatusFilter.TryParse(text, out _));
}

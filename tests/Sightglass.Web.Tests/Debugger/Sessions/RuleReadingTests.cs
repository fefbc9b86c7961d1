using Sightglass.Web.Debugger.Sessions;

namespace Sightglass.Web.Tests.Debugger.Sessions;

public class RuleReadingTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void Of_Nothing_IsNothing(string? text) => Assert.Null(RuleReading.Of(text));

    [Fact]
    public void Of_MixedOperators_ShowsThePrecedenceAndWarns()
    {
        var reading = RuleReading.Of("http.method == GET && http.path == \"/a\" || http.path == \"/b\"");

        Assert.NotNull(reading);
        Assert.True(reading.ReadsDifferently);
        Assert.Contains("&& (", reading.Reading, StringComparison.Ordinal);
        Assert.NotEmpty(reading.Warnings);
    }

    [Fact]
    public void Of_RuleReadAsWritten_DoesNotReadDifferently() => Assert.False(RuleReading.Of("http.response.status_code==503")?.ReadsDifferently);

    [Fact]
    public void Of_WrongRule_HasItsPosition()
    {
        var reading = RuleReading.Of("http.method == GET and");

        Assert.Null(reading?.Reading);
        Assert.Equal(19, reading?.Error?.Position.Offset);
    }

    [Fact]
    public void Of_StatusRule_IsDecidedWithTheResponse()
    {
        Assert.NotEqual(RuleReading.Of("http.method == GET")?.DecidedAt, RuleReading.Of("http.response.status_code == 503")?.DecidedAt);
    }
}

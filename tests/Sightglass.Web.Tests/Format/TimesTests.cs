using Sightglass.Web.Format;

namespace Sightglass.Web.Tests.Format;

public class TimesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 18, 24, 41, 123, TimeSpan.Zero);

    [Fact]
    public void Exact_UnixNanoseconds_HasNineDecimals() =>
        Assert.Equal("2026-11-20 18:24:41.123456789 UTC", Times.Exact(((Now.AddMilliseconds(-123) - DateTimeOffset.UnixEpoch).Ticks * 100) + 123_456_789));

    [Fact]
    public void ExactTimeOfDay_UnixNanoseconds_LeavesOutTheDate() =>
        Assert.Equal("18:24:41.123456789 UTC", Times.ExactTimeOfDay(((Now.AddMilliseconds(-123) - DateTimeOffset.UnixEpoch).Ticks * 100) + 123_456_789));

    [Fact]
    public void DateTime_OtherOffset_IsShownInUtc() =>
        Assert.Equal("2026-11-20 18:24:41 UTC", Times.DateTime(Now.ToOffset(TimeSpan.FromHours(5))));

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(42, "42 s ago")]
    [InlineData(180, "3 min ago")]
    [InlineData(18_000, "5 h ago")]
    [InlineData(200_000, "2 d ago")]
    [InlineData(-10, "just now")]
    public void Ago_Seconds_IsInOneUnit(int seconds, string expected) => Assert.Equal(expected, Times.Ago(Now.AddSeconds(-seconds), Now));
}

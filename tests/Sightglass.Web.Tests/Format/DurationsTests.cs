using Sightglass.Web.Format;

namespace Sightglass.Web.Tests.Format;

public class DurationsTests
{
    [Theory]
    [InlineData(0, "0 ns")]
    [InlineData(999, "999 ns")]
    [InlineData(1_000, "1.00 µs")]
    [InlineData(12_449, "12.4 µs")]
    [InlineData(99_949, "99.9 µs")]
    [InlineData(99_951, "100 µs")]
    [InlineData(999_499, "999 µs")]
    [InlineData(999_500, "1.00 ms")]
    [InlineData(3_214_567, "3.21 ms")]
    [InlineData(999_499_999, "999 ms")]
    [InlineData(999_500_000, "1.00 s")]
    [InlineData(59_949_000_000, "59.9 s")]
    [InlineData(59_950_000_000, "1 min 00 s")]
    [InlineData(123_400_000_000, "2 min 03 s")]
    [InlineData(-1_500_000, "−1.50 ms")]
    public void Short_AnyLength_HasThreeSignificantDigits(long nanoseconds, string expected) =>
        Assert.Equal(expected, Durations.Short(nanoseconds));

    [Fact]
    public void Short_LeastNumber_DoesNotOverflow() => Assert.StartsWith("−", Durations.Short(long.MinValue), StringComparison.Ordinal);

    [Fact]
    public void Exact_Nanoseconds_KeepsEveryDigit() => Assert.Equal("3,214,567 ns", Durations.Exact(3_214_567));

    [Theory]
    [InlineData(0, 100, "0 %")]
    [InlineData(1, 1000, "<1 %")]
    [InlineData(833, 1000, "83 %")]
    [InlineData(1000, 1000, "100 %")]
    [InlineData(5, 0, "0 %")]
    public void Percent_Share_IsRounded(long part, long whole, string expected) => Assert.Equal(expected, Durations.Percent(part, whole));

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(1, "0:01")]
    [InlineData(299_001, "5:00")]
    [InlineData(3_723_000, "1:02:03")]
    [InlineData(-5_000, "0:00")]
    public void Clock_TimeLeft_RoundsUpAndNeverGoesBelowZero(int milliseconds, string expected) =>
        Assert.Equal(expected, Durations.Clock(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData(45, "45 s")]
    [InlineData(300, "5 min")]
    [InlineData(90, "1 min 30 s")]
    public void Seconds_Setting_IsInUnits(int seconds, string expected) => Assert.Equal(expected, Durations.Seconds(seconds));
}

using Sightglass.Web.Debugger.Traces;

namespace Sightglass.Web.Tests.Debugger.Traces;

public class TimeAxisTests
{
    [Theory]
    [InlineData(12_300_000, 6, 2_000_000)]
    [InlineData(100, 10, 10)]
    [InlineData(7, 10, 1)]
    [InlineData(1_480_000_000, 5, 500_000_000)]
    public void Ticks_AnyDuration_StandAtRoundSteps(long duration, int most, long step)
    {
        var ticks = TimeAxis.Ticks(duration, most);

        Assert.Equal(0, ticks[0].At);
        Assert.All(ticks, t => Assert.Equal(0, t.At % step));
        Assert.Equal(step, ticks[1].At);
        Assert.True(ticks.Count <= most + 1);
        Assert.True(ticks[^1].Percent <= 100);
    }

    [Fact]
    public void Ticks_NoDuration_IsOneTick() => Assert.Single(TimeAxis.Ticks(0, 5));

    [Fact]
    public void Ticks_LongestDuration_Ends() => Assert.InRange(TimeAxis.Ticks(long.MaxValue, 4).Count, 2, 5);
}

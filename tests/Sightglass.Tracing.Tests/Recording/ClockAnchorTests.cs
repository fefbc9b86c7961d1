using Sightglass.Tracing.Recording;

namespace Sightglass.Tracing.Tests.Recording;

public sealed class ClockAnchorTests
{
    [Fact]
    public void ToUnixNanoseconds_NanosecondClock_ShiftsOnly()
    {
        var anchor = new ClockAnchor(1_000, 5_000_000, 1_000_000_000);
        Assert.Equal(5_000_000, anchor.ToUnixNanoseconds(1_000));
        Assert.Equal(5_000_234, anchor.ToUnixNanoseconds(1_234));
        Assert.Equal(4_999_001, anchor.ToUnixNanoseconds(1));
    }

    [Fact]
    public void ToNanoseconds_OddFrequency_RoundsDownAndKeepsOrder()
    {
        var anchor = new ClockAnchor(0, 0, 7);
        Assert.Equal(142_857_142, anchor.ToNanoseconds(1));
        Assert.Equal(1_000_000_000, anchor.ToNanoseconds(7));
        Assert.Equal(-142_857_143, anchor.ToNanoseconds(-1));
        var times = Enumerable.Range(-50, 100).Select(ticks => anchor.ToUnixNanoseconds(ticks)).ToList();
        Assert.Equal(times.Order(), times);
        Assert.Equal(times.Count, times.Distinct().Count());
    }

    [Fact]
    public void ToNanoseconds_ADecadeOfTicks_DoesNotOverflow()
    {
        const long tenYears = 315_360_000;
        var anchor = new ClockAnchor(0, 0, 24_000_000);
        Assert.Equal(tenYears * 1_000_000_000, anchor.ToNanoseconds(tenYears * 24_000_000));
    }

    [Fact]
    public void Now_SystemClock_AgreesWithIt()
    {
        var before = DateTimeOffset.UtcNow;
        var anchor = ClockAnchor.Now(TimeProvider.System);
        var time = DateTimeOffset.UnixEpoch.AddTicks(anchor.ToUnixNanoseconds(anchor.Timestamp) / 100);
        Assert.InRange(time, before, DateTimeOffset.UtcNow);
    }
}

using Sightglass.Plugins.RateLimiting;
using Sightglass.Plugins.Tests.Fakes;

namespace Sightglass.Plugins.Tests.RateLimiting;

public sealed class LocalCountersTests
{
    [Fact]
    public async Task CountAsync_MoreScopesThanAllowed_ForgetsThoseLongestUnused()
    {
        var counters = new LocalCounters(maxScopes: 320);
        var context = new FakePluginContext();
        Limit[] limits = [new(Period.Hour, 1_000_000)];
        var now = DateTimeOffset.UnixEpoch;
        var busy = new CounterScope(Guid.Empty, Guid.Empty, Guid.Empty, "busy");

        for (var i = 0; i < 10_000; i++)
        {
            await counters.CountAsync(context, new CounterScope(Guid.Empty, Guid.Empty, Guid.Empty, $"{i}"), limits, now);
            await counters.CountAsync(context, busy, limits, now);
        }

        Assert.InRange(counters.Count, 1, 320);
        Assert.Equal(10_000, (await counters.CountAsync(context, busy, limits, now))[0]);
    }

    [Theory]
    [InlineData("2026-03-14T15:09:26.535Z", Period.Second, "2026-03-14T15:09:26Z")]
    [InlineData("2026-03-14T15:09:26.535Z", Period.Minute, "2026-03-14T15:09:00Z")]
    [InlineData("2026-03-14T15:09:26.535Z", Period.Hour, "2026-03-14T15:00:00Z")]
    [InlineData("2026-03-14T23:59:59.999+02:00", Period.Day, "2026-03-14T00:00:00Z")]
    [InlineData("2026-03-01T00:30:00+02:00", Period.Month, "2026-02-01T00:00:00Z")]
    [InlineData("2026-12-31T23:59:59Z", Period.Year, "2026-01-01T00:00:00Z")]
    public void WindowStart_Calendar_IsUtc(string now, object period, string expected) => Assert.Equal(
        DateTimeOffset.Parse(expected).ToUnixTimeMilliseconds(),
        Periods.WindowStart((Period)period, DateTimeOffset.Parse(now)));

    [Fact]
    public void Key_OfAWindow_IsTheFields()
    {
        var route = Guid.NewGuid();

        Assert.Equal(
            $"ratelimit:{route}:{Guid.Empty}:10.0.0.1:60000:minute",
            new CounterScope(route, Guid.Empty, Guid.Empty, "10.0.0.1").Key(Period.Minute, 60_000));
    }
}

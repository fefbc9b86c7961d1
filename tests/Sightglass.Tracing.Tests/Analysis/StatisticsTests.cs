using Sightglass.Tracing.Analysis;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;
using Sightglass.Tracing.Tests.Samples;

namespace Sightglass.Tracing.Tests.Analysis;

public sealed class StatisticsTests
{
    [Fact]
    public void Percentiles_HundredValues_AreByNearestRank()
    {
        var percentiles = Percentiles.Of(Enumerable.Range(1, 100).Reverse().Select(value => (long)value));
        Assert.Equal(new Percentiles(100, 1, 50, 90, 95, 99, 100, 50.5), percentiles);
        Assert.Equal(new Percentiles(1, 7, 7, 7, 7, 7, 7, 7), Percentiles.Of([7]));
        Assert.Equal(new Percentiles(3, 1, 2, 9, 9, 9, 9, 4), Percentiles.Of([9, 1, 2]));
        Assert.Equal(default, Percentiles.Of([]));
    }

    [Fact]
    public void SpanStatistics_SeveralTraces_CountByName()
    {
        var statistics = SpanStatistics.Of([Recordings.Full(), Recordings.Full(), SmallTraces.EarlyExit()]);
        var attempts = statistics.Single(statistic => statistic.Name == "kong.upstream.find_upstream");
        Assert.Equal((SpanCategory.Upstream, 2, 2), (attempts.Category, attempts.Traces, attempts.Errors));
        Assert.Equal(new Percentiles(4, 2_000, 2_000, 3_000, 3_000, 3_000, 3_000, 2_500), attempts.Duration);
        Assert.Equal(10_000, attempts.TotalSelfTime);
        var keyAuth = statistics.Single(statistic => statistic.Name == "kong.access.plugin.key-auth");
        Assert.Equal((3, 3, 0), (keyAuth.Duration.Count, keyAuth.Traces, keyAuth.Errors));
        Assert.Equal("kong.read_headers_from_upstream", statistics[0].Name);
        Assert.Equal(statistics.OrderByDescending(statistic => statistic.TotalSelfTime).Select(statistic => statistic.Name), statistics.Select(statistic => statistic.Name));
    }

    [Fact]
    public void LatencyStatistics_SeveralTraces_SpreadEachPart()
    {
        var statistics = LatencyStatistics.Of([Recordings.Full(), SmallTraces.EarlyExit()]);
        Assert.Equal((100_000L, 70_500L), (statistics.Total.Max, statistics.Upstream.Max));
        Assert.Equal((2, 0L), (statistics.Upstream.Count, statistics.Upstream.Min));
    }

    [Fact]
    public void SlowDifferences_OneSlowRequest_NamesTheStepThatMadeItSlow()
    {
        var traces = Enumerable.Range(0, 10).Select(number => WithRedis(number == 7 ? 500 : 10)).ToList();
        var differences = SlowDifferences.Of(traces);
        Assert.Equal(
            new SlowDifference("kong.io.redis.eval", SpanCategory.ThirdParty, 500_000, 10_000, 1, 1),
            differences[0] with { SlowShare = Math.Round(differences[0].SlowShare, 3) });
        Assert.Equal(490_000, differences[0].Difference);
        Assert.Equal(0, differences.Single(difference => difference.Name == "kong.access.plugin.key-auth").Difference);
        Assert.Empty(SlowDifferences.Of([traces[0]]));
    }

    [Fact]
    public void SlowDifferences_StepOnlySlowRequestsHave_ShowsItsShare()
    {
        List<Trace> traces = [SmallTraces.Record(1_000, _ => { }), WithRedis(2_000), SmallTraces.Record(900, _ => { }), SmallTraces.Record(800, _ => { })];
        var difference = SlowDifferences.Of(traces)[0];
        Assert.Equal(("kong.io.redis.eval", 1.0, 0.0), (difference.Name, difference.SlowShare, difference.FastShare));
    }

    [Theory]
    [InlineData(0, "0 ns")]
    [InlineData(999, "999 ns")]
    [InlineData(1_234, "1.23 µs")]
    [InlineData(12_345, "12.3 µs")]
    [InlineData(123_456_789, "123 ms")]
    [InlineData(2_000_000_000, "2 s")]
    [InlineData(-1_500_000, "-1.5 ms")]
    public void DurationText_AnyDuration_FitsItsUnit(long nanoseconds, string text) => Assert.Equal(text, DurationText.Of(nanoseconds));

    private static Trace WithRedis(long microseconds) => SmallTraces.Record(microseconds + 20, recorder =>
    {
        var plugin = recorder.Start(Recordings.KeyAuth, 5_000);
        var call = recorder.Io(plugin).Start(Recordings.RedisEval, LatencyKind.Redis, 6_000);
        call.End(6_000 + (microseconds * 1_000));
        recorder.End(plugin, 7_000 + (microseconds * 1_000));
    });
}

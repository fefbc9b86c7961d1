using Sightglass.Tracing.Analysis;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Tests.Samples;

namespace Sightglass.Tracing.Tests.Analysis;

public sealed class WaterfallRowsTests
{
    [Fact]
    public void Of_Trace_LaysOutEveryRow()
    {
        var trace = Recordings.Full();
        var waterfall = WaterfallRows.Of(trace);
        Assert.Equal((trace.Root.StartTime, 100_800L), (waterfall.Begin, waterfall.Length));
        var access = waterfall.Rows[3];
        Assert.Equal((0, 1, 5, 2_200L, 9_300L, SpanCategory.Gateway), (access.Parent, access.Depth, access.SubtreeLength, access.Start, access.Duration, access.Category));
        var redis = waterfall.Rows[8];
        Assert.Equal((6, 3, 0, SpanCategory.ThirdParty), (redis.Parent, redis.Depth, redis.SubtreeLength, redis.Category));
        Assert.Equal(redis.Duration, redis.CriticalTime);
        Assert.Equal([10], waterfall.Rows.Select((row, index) => (row, index)).Where(pair => pair.row.IsFailed).Select(pair => pair.index));
        Assert.Equal(SpanCategory.Upstream, waterfall.Rows[12].Category);
        Assert.Equal(SpanCategory.Plugin, waterfall.Rows[17].Category);
        Assert.Equal(0, waterfall.Rows[20].CriticalTime);
    }
}

using Sightglass.Tracing.Model;
using Sightglass.Web.Debugger.Traces;

namespace Sightglass.Web.Tests.Debugger.Traces;

public class LatencySlicesTests
{
    private static readonly LatencyBreakdown Latency = new(1000, 100, 600, 250, 50, 50, 0, 0, 0);

    [Fact]
    public void Of_Breakdown_LaysTheFourEndToEnd()
    {
        var slices = LatencySlices.Of(Latency);

        Assert.Equal(["Client", "Internal", "Third party", "Upstream"], slices.Select(s => s.Label));
        Assert.Equal([0, 25, 35, 40], slices.Select(s => s.StartPercent));
        Assert.Equal(100, slices.Sum(s => s.Percent), 6);
    }

    [Fact]
    public void Of_Nothing_HasNoWidth() => Assert.All(LatencySlices.Of(default), s => Assert.Equal(0, s.Percent));

    [Fact]
    public void Describe_Breakdown_NamesEveryPart() =>
        Assert.Equal("total 1.00 µs: client 250 ns, internal 100 ns, third party 50 ns, upstream 600 ns", LatencySlices.Describe(Latency));

    [Fact]
    public void DonutArcs_Breakdown_OmitsWhatHasNoShare()
    {
        var arcs = DonutArc.Of(Latency with { ThirdParty = 0, Upstream = 650 });

        Assert.Equal(["Client", "Internal", "Upstream"], arcs.Select(a => a.Slice.Label));
        Assert.StartsWith("M50 2A48 48 0 0 1 98 50", arcs[0].Path, StringComparison.Ordinal);
    }

    [Fact]
    public void DonutArcs_OneCategoryAlone_IsStillDrawn()
    {
        var arc = Assert.Single(DonutArc.Of(new LatencyBreakdown(10, 10, 0, 0, 0, 0, 0, 0, 0)));

        Assert.DoesNotContain("A48 48 0 1 1 50 2L", arc.Path, StringComparison.Ordinal);
    }
}

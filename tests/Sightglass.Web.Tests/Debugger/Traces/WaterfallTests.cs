using Sightglass.Web.Debugger.Traces;
using Sightglass.Web.Tests.Samples;

namespace Sightglass.Web.Tests.Debugger.Traces;

public class WaterfallTests
{
    private static readonly string Request = SampleTraces.RequestId(1);

    [Fact]
    public void Create_Tree_IsInPreOrderWithDepthsAndLengths()
    {
        var b = new TraceBuilder(Request);
        var root = b.Add("kong", 0, 100);
        var access = b.Add("kong.phase.access", 10, 50, root);
        b.Add("kong.phase.log", 60, 70, root);
        b.Add("kong.router", 11, 12, access);

        var rows = Waterfall.Create(b.Build()).Rows;

        Assert.Equal(["kong", "kong.phase.access", "kong.router", "kong.phase.log"], rows.Select(r => r.Span.Name));
        Assert.Equal([0, 1, 2, 1], rows.Select(r => r.Depth));
        Assert.Equal([4, 2, 1, 1], rows.Select(r => r.SubtreeLength));
        Assert.Equal([null, 0, 1, 0], rows.Select(r => r.Parent));
    }

    [Fact]
    public void Create_SiblingsOutOfOrder_AreSortedByStart()
    {
        var b = new TraceBuilder(Request);
        var root = b.Add("kong", 0, 100);
        b.Add("later", 50, 60, root);
        b.Add("sooner", 10, 20, root);

        Assert.Equal(["kong", "sooner", "later"], Waterfall.Create(b.Build()).Rows.Select(r => r.Span.Name));
    }

    [Fact]
    public void Create_OverlappingChildren_AreCoveredOnceInSelfTime()
    {
        var b = new TraceBuilder(Request);
        var root = b.Add("kong", 0, 100);
        b.Add("a", 10, 40, root);
        b.Add("b", 30, 60, root);
        b.Add("c", 90, 140, root);

        // 10–60 and 90–100 are covered; what the last child does after its parent's end is not the parent's.
        Assert.Equal(40_000, Waterfall.Create(b.Build()).Rows[0].SelfTime);
    }

    [Fact]
    public void Create_FailedSpans_AreCountedAbove()
    {
        var b = new TraceBuilder(Request);
        var root = b.Add("kong", 0, 100);
        var selection = b.Add("kong.upstream.selection", 10, 50, root, "failed");
        b.Add("kong.upstream.find_upstream", 11, 12, selection, "refused");

        var waterfall = Waterfall.Create(b.Build());

        Assert.Equal([2, 1, 0], waterfall.Rows.Select(r => r.FailedBelow));
        Assert.Equal(2, waterfall.Failed);
    }

    [Fact]
    public void Create_UnknownParent_MakesARoot()
    {
        var b = new TraceBuilder(Request);
        b.Add("kong", 0, 100);
        b.Add("orphan", 10, 20, parent: 77);

        var rows = Waterfall.Create(b.Build()).Rows;

        Assert.Equal([0, 0], rows.Select(r => r.Depth));
        Assert.Null(rows[1].Parent);
    }

    [Fact]
    public void Create_CycleOfParents_ShowsEverySpanOnce()
    {
        var b = new TraceBuilder(Request);
        b.Add("kong", 0, 100);
        b.Add("a", 10, 20, parent: 3);
        b.Add("b", 10, 20, parent: 2);

        Assert.Equal(["a", "b", "kong"], Waterfall.Create(b.Build()).Rows.Select(r => r.Span.Name).Order());
    }

    [Fact]
    public void Create_CriticalPath_CoversTheRequestWithoutGaps()
    {
        var waterfall = Waterfall.Create(SampleTraces.Unreachable(1, TraceBuilder.DefaultStart));

        var reached = 0L;
        foreach (var stretch in waterfall.Critical)
        {
            Assert.Equal(reached, stretch.Start);
            reached = stretch.End;
        }

        Assert.Equal(waterfall.ResponseEnd, reached);
        Assert.Contains(waterfall.Critical, s => waterfall.Rows[s.Row].Span.StatusMessage == "connect timed out after 60 ms");
    }

    [Fact]
    public void Create_VeryDeepTrace_DoesNotRecurse()
    {
        var b = new TraceBuilder(Request);
        var parent = b.Add("kong", 0, 1000);
        for (var i = 0; i < 50_000; i++)
        {
            parent = b.Add("kong.io.http.request", 1, 999, parent);
        }

        var rows = Waterfall.Create(b.Build()).Rows;

        Assert.Equal(50_000, rows[^1].Depth);
        Assert.Equal(50_001, rows[0].SubtreeLength);
    }

    [Fact]
    public void Create_LogPhaseAfterTheResponse_LengthensTheAxis()
    {
        var waterfall = Waterfall.Create(SampleTraces.Fine(1, TraceBuilder.DefaultStart));

        Assert.True(waterfall.Duration > waterfall.ResponseEnd);
        Assert.Equal(waterfall.Rows[0].Span.Duration, waterfall.ResponseEnd);
    }

    [Fact]
    public void Find_KnownAndUnknownIds_GivesRowOrNull()
    {
        var waterfall = Waterfall.Create(SampleTraces.Fine(1, TraceBuilder.DefaultStart));

        Assert.Equal("kong.read_client_http_headers", waterfall.Find("0000000000000002")?.Span.Name);
        Assert.Null(waterfall.Find("ffffffffffffffff"));
        Assert.Null(waterfall.Find(null));
    }
}

using Sightglass.Web.Debugger;
using Sightglass.Web.Debugger.Sessions;
using Sightglass.Web.Tests.DevHost;
using Sightglass.Web.Tests.Samples;

namespace Sightglass.Web.Tests.Debugger.Sessions;

public class TraceRowsTests
{
    private static readonly EntityNames Names = new(SampleWorld.Configuration, SampleWorld.Nodes(DateTimeOffset.UnixEpoch));

    [Fact]
    public void Create_Items_HaveNames()
    {
        var row = Assert.Single(Rows(TraceColumn.Time, true, SampleTraces.Fine(1, 1_000_000)));

        Assert.Equal(("orders-v1", "orders", "edge-1"), (row.Route, row.Service, row.Node));
    }

    [Fact]
    public void Create_UnmatchedRequest_HasNoRoute() =>
        Assert.Null(Assert.Single(Rows(TraceColumn.Time, true, SampleTraces.NoRoute(1, 1_000_000))).Route);

    [Theory]
    [InlineData(TraceColumn.Total)]
    [InlineData(TraceColumn.Upstream)]
    [InlineData(TraceColumn.Status)]
    public void Create_SortedDown_IsTheReverseOfSortedUp(TraceColumn column)
    {
        var traces = new[] { SampleTraces.Fine(1, 1_000_000), SampleTraces.Unreachable(2, 2_000_000), SampleTraces.UpstreamError(3, 3_000_000) };

        var down = Rows(column, true, traces).Select(r => r.Item.RequestId).ToList();
        var up = Rows(column, false, traces).Select(r => r.Item.RequestId).ToList();

        Assert.Equal(up, down.AsEnumerable().Reverse());
        Assert.NotEqual(up, down);
    }

    [Fact]
    public void Create_SortedByTotal_PutsTheSlowestFirst() =>
        Assert.Equal(SampleTraces.RequestId(3), Rows(TraceColumn.Total, true, SampleTraces.Fine(1, 1_000_000), SampleTraces.UpstreamError(3, 3_000_000))[0].Item.RequestId);

    [Fact]
    public void Position_NeighboursAtTheEnds_AreNull()
    {
        var rows = Rows(TraceColumn.Time, true, SampleTraces.Fine(1, 1_000_000), SampleTraces.Fine(2, 2_000_000));

        var first = TracePosition.Of(rows, SampleTraces.RequestId(2));

        Assert.Equal(0, first.Index);
        Assert.Null(first.Neighbour(rows, -1));
        Assert.Equal(SampleTraces.RequestId(1), first.Neighbour(rows, 1)?.Item.RequestId);
        Assert.Null(TracePosition.Of(rows, SampleTraces.RequestId(1)).Neighbour(rows, 1));
        Assert.Null(TracePosition.Of(rows, "gone").Neighbour(rows, 1));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(200, 1)]
    [InlineData(201, 2)]
    [InlineData(1000, 5)]
    public void Pages_Rows_FillPages(int rows, int pages) => Assert.Equal(pages, TraceRows.Pages(rows));

    [Fact]
    public void Scale_Totals_KeepTheirOrderAndStayVisible()
    {
        var range = new DurationRange(300_000, 1_480_000_000);

        Assert.Equal(0.12, range.Scale(300_000), 3);
        Assert.Equal(1, range.Scale(1_480_000_000), 3);
        Assert.InRange(range.Scale(12_000_000), 0.3, 0.7);
        Assert.Equal(1, new DurationRange(5, 5).Scale(5));
        Assert.InRange(new DurationRange(0, 10).Scale(0), 0.12, 0.13);
    }

    private static IReadOnlyList<TraceRow> Rows(TraceColumn column, bool descending, params Tracing.Model.Trace[] traces) =>
        TraceRows.Create(traces.Select(TraceItems.Of), Names, new TraceListState { Sort = column, Descending = descending });
}

using Microsoft.AspNetCore.WebUtilities;
using Sightglass.Web.Debugger.Sessions;

namespace Sightglass.Web.Tests.Debugger.Sessions;

public class TraceListStateTests
{
    [Theory]
    [InlineData("")]
    [InlineData("?status=5xx&method=GET&path=%2Forders&min_ms=0.5&sort=-third_party&page=3&trace=abc")]
    [InlineData("?sort=time")]
    [InlineData("?sort=path")]
    public void Href_ReadState_IsTheSameAddress(string query) => Assert.Equal("/s" + query, Read(query).Href("/s"));

    [Theory]
    [InlineData("?sort=nonsense")]
    [InlineData("?sort=3")]
    [InlineData("?sort=99")]
    [InlineData("?page=-1")]
    [InlineData("?page=x")]
    public void Read_Nonsense_FallsBackToTheDefault(string query) => Assert.Equal("/s", Read(query).Href("/s"));

    [Fact]
    public void ToQuery_Filters_AreHandedOn()
    {
        var query = Read("?status=5xx&method=get&path=/a&min_ms=250").ToQuery(out var faults);

        Assert.Empty(faults);
        Assert.Equal((500, 599), (query.MinStatus, query.MaxStatus));
        Assert.Equal("GET", query.Method);
        Assert.Equal("/a", query.PathContains);
        Assert.Equal(250, query.MinDurationMs);
    }

    [Fact]
    public void ToQuery_UnreadableFilters_AreFaultsAndDoNotFilter()
    {
        var query = Read("?status=many&min_ms=soon").ToQuery(out var faults);

        Assert.Equal(["status", "min_ms"], faults.Select(f => f.Field));
        Assert.Null(query.MinStatus);
        Assert.Null(query.MinDurationMs);
    }

    [Fact]
    public void SortedBy_SameColumnTwice_TurnsTheOrderRound()
    {
        var once = Read("?page=4").SortedBy(TraceColumn.Total);
        var twice = once.SortedBy(TraceColumn.Total);

        Assert.Equal("/s?sort=-total", once.Href("/s"));
        Assert.Equal("/s?sort=total", twice.Href("/s"));
    }

    [Fact]
    public void SortedBy_Words_StartAscending() => Assert.Equal("/s?sort=path", Read("").SortedBy(TraceColumn.Path).Href("/s"));

    private static TraceListState Read(string query) => TraceListState.Read(new QueryCollection(QueryHelpers.ParseQuery(query)));
}

using System.Net;
using System.Text.Json;
using Sightglass.Tracing.Codec;
using Sightglass.Web.Tests.DevHost;
using Sightglass.Web.Tests.Samples;
using Sightglass.Web.Tests.Support;

namespace Sightglass.Web.Tests.Debugger.Traces;

public class TraceEndpointTests : UiTest
{
    private static readonly string Trace = $"{SessionPath}/traces/{SampleTraces.RequestId(3)}";

    [Fact]
    public async Task Waterfall_EnormousTrace_HasEveryRow()
    {
        var text = await Client.Http.GetStringAsync($"{SessionPath}/traces/{SampleTraces.RequestId(FakeWorld.Enormous)}/waterfall");

        using var json = JsonDocument.Parse(text);
        Assert.Equal(10_000, json.RootElement.GetProperty("depth").GetArrayLength());
        Assert.Equal(10_000, json.RootElement.GetProperty("duration_ns").GetArrayLength());
    }

    [Fact]
    public async Task Span_Known_IsAPanelWithoutAPageAroundIt()
    {
        var text = await Client.Http.GetStringAsync(Trace + "/spans/000000000000000a");

        Assert.Contains("kong.dns", text, StringComparison.Ordinal);
        Assert.Contains("payments-1.internal", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<nav", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_Trace_IsAFileThatCanBeReadAgain()
    {
        using var response = await Client.Http.GetAsync(Trace + "/download");

        Assert.StartsWith("trace-503-", response.Content.Headers.ContentDisposition?.FileName, StringComparison.Ordinal);
        var batch = OtlpTraces.DecodeJson(await response.Content.ReadAsByteArrayAsync());
        var read = Assert.Single(batch.Traces);
        Assert.Equal(SampleWorld.Plane.ToString(), read.Origin.ControlPlaneId);
        Assert.Equal(14, read.Trace.Spans.Length);
    }

    [Fact]
    public async Task Summary_FailedTrace_ListsItsFindingsWithTheirSpans()
    {
        var page = await Client.PageAsync(Trace + "?view=summary");

        var findings = page.QuerySelectorAll(".findings li");
        Assert.Contains(findings, f => f.TextContent.Contains("payments-2.internal", StringComparison.Ordinal));
        Assert.All(findings, f => Assert.StartsWith(Trace + "?span=", f.QuerySelector("a")?.GetAttribute("href"), StringComparison.Ordinal));
        Assert.NotNull(page.QuerySelector(".donut"));
    }

    [Theory]
    [InlineData("/spans/ffffffffffffffff")]
    [InlineData("/spans/zz")]
    public async Task Span_Unknown_Is404(string path)
    {
        using var response = await Client.Http.GetAsync(Trace + path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Waterfall_UnknownTrace_Is404()
    {
        using var response = await Client.Http.GetAsync(SessionPath + "/traces/none/waterfall");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Page_EnormousTrace_DrawsOnlyTheFirstRows()
    {
        var page = await Client.PageAsync($"{SessionPath}/traces/{SampleTraces.RequestId(FakeWorld.Enormous)}");

        Assert.Equal(120, page.QuerySelectorAll(".wf-space > .wf-row").Length);
        Assert.Contains("10,000 spans", page.QuerySelector(".wf-head")?.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ValuesWithMarkup_AreText()
    {
        var b = new TraceBuilder(SampleTraces.RequestId(77));
        b.Add("<script>alert(1)</script>", 0, 5, 0, "<img src=x>", ("url.full", "http://x/<b>"), ("<i>", "\"'><script>"));
        World.Sessions.Sessions[FakeWorld.Running].Add(b.Build());

        var page = await Client.PageAsync($"{SessionPath}/traces/{SampleTraces.RequestId(77)}");

        Assert.Empty(page.QuerySelectorAll("main script, main img, main b, main i"));
        Assert.Contains("<script>alert(1)</script>", page.QuerySelector(".wf-row")?.TextContent, StringComparison.Ordinal);
    }
}

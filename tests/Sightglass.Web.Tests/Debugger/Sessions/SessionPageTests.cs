using System.Net;
using Sightglass.ControlPlane.Debugger;
using Sightglass.Web.Tests.DevHost;
using Sightglass.Web.Tests.Samples;
using Sightglass.Web.Tests.Support;

namespace Sightglass.Web.Tests.Debugger.Sessions;

public class SessionPageTests : UiTest
{
    [Fact]
    public async Task Page_Session_ShowsRuleReadingNodesAndDrops()
    {
        var about = (await Client.PageAsync(SessionPath)).QuerySelector(".about")!.TextContent;

        Assert.Contains("Service payments", about, StringComparison.Ordinal);
        Assert.Contains("(http.method == \"POST\" || http.response.status_code >= 200) && http.host != \"internal\"", about, StringComparison.Ordinal);
        Assert.Contains("edge-1 · capturing", about, StringComparison.Ordinal);
        Assert.Contains("edge-old · unsupported", about, StringComparison.Ordinal);
        Assert.Contains("Traces need 3.9.1 or newer.", about, StringComparison.Ordinal);
        Assert.Contains("12 matched, not kept", about, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?status=503", "503")]
    [InlineData("?status=5xx", "500 503")]
    [InlineData("?method=put", "500")]
    [InlineData("?path=favicon", "404")]
    [InlineData("?min_ms=1000", "500")]
    public async Task Filters_Each_KeepOnlyWhatPasses(string query, string statuses)
    {
        var page = await Client.PageAsync(SessionPath + query);

        var shown = page.QuerySelectorAll(".traces tbody .status").Select(e => e.TextContent).Distinct().Order();
        Assert.Equal(statuses, string.Join(' ', shown));
    }

    [Fact]
    public async Task Filters_Unreadable_AreExplainedAndShowEverything()
    {
        var page = await Client.PageAsync(SessionPath + "?status=lots");

        Assert.Contains("Expected a status such as 503", page.QuerySelector(".field-error")?.TextContent, StringComparison.Ordinal);
        Assert.Equal("true", page.QuerySelector("input[name=status]")?.GetAttribute("aria-invalid"));
        Assert.Equal(65, page.QuerySelectorAll(".traces tbody tr").Length);
    }

    [Fact]
    public async Task Filters_NothingPasses_OfferToClear()
    {
        var page = await Client.PageAsync(SessionPath + "?path=nowhere");

        Assert.Contains("No trace passes the filters", page.QuerySelector(".empty")?.TextContent, StringComparison.Ordinal);
        Assert.Equal(SessionPath, page.QuerySelector(".empty a")?.GetAttribute("href"));
    }

    [Fact]
    public async Task Traces_None_SaysWhatToSend()
    {
        var page = await Client.PageAsync($"/debugger/{SampleWorld.Plane}/sessions/{FakeWorld.Waiting}");

        Assert.Contains("curl -i -X POST http://localhost:8000/payments", page.QuerySelector(".empty")?.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Traces_NoneAndEnded_OffersTheSameRuleAgain()
    {
        var page = await Client.PageAsync($"/debugger/{SampleWorld.Plane}/sessions/{FakeWorld.NoNodes}");

        Assert.StartsWith("/debugger/new?control_plane=", page.QuerySelector(".empty a")?.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains("No node confirmed in time", page.QuerySelector(".about")?.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sort_ByTotal_PutsTheSlowestFirst()
    {
        var page = await Client.PageAsync(SessionPath + "?sort=-total");

        Assert.Contains("1.48 s", page.QuerySelector(".traces tbody tr")?.TextContent, StringComparison.Ordinal);
        Assert.Equal("descending", page.QuerySelector("th[aria-sort]")?.GetAttribute("aria-sort"));
    }

    [Fact]
    public async Task Drawer_Trace_HasNeighboursInTheFilteredOrder()
    {
        var list = await Client.PageAsync(SessionPath + "?status=503");
        var ids = list.QuerySelectorAll(".traces tbody tr").Select(r => r.GetAttribute("data-key")!).ToList();

        var page = await Client.PageAsync($"{SessionPath}?status=503&trace={ids[1]}");

        Assert.Equal($"{SessionPath}?status=503&trace={ids[0]}", page.QuerySelector("[data-shortcut=k]")?.GetAttribute("href"));
        Assert.Equal($"{SessionPath}?status=503&trace={ids[2]}", page.QuerySelector("[data-shortcut=j]")?.GetAttribute("href"));
        Assert.Equal($"{SessionPath}?status=503", page.QuerySelector("[data-shortcut=Escape]")?.GetAttribute("href"));
        Assert.Equal("true", page.QuerySelector($"tr[data-key='{ids[1]}']")?.GetAttribute("aria-current"));
    }

    [Fact]
    public async Task Drawer_FailedTrace_ShowsTheReasonAndItsSpanAtOnce()
    {
        var page = await Client.PageAsync($"{SessionPath}?trace={SampleTraces.RequestId(3)}");

        Assert.Contains("No upstream could be reached in 2 attempts", page.QuerySelector(".banner.failed")?.TextContent, StringComparison.Ordinal);
        Assert.Contains("connect timed out after 60 ms", page.QuerySelector("#span-details")?.TextContent, StringComparison.Ordinal);
        Assert.Equal("find_upstream", page.QuerySelector(".wf-row.selected .wf-leaf")?.TextContent);
        Assert.Equal(4, page.QuerySelectorAll(".wf-row.failed").Length);
    }

    [Fact]
    public async Task Drawer_UnknownTrace_SaysSoAndKeepsTheList()
    {
        using var response = await Client.Http.GetAsync(SessionPath + "?trace=none");
        var page = await UiClient.ParseAsync(response);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("no trace none", page.QuerySelector("[role=alert]")?.TextContent, StringComparison.Ordinal);
        Assert.Equal(65, page.QuerySelectorAll(".traces tbody tr").Length);
    }

    [Fact]
    public async Task LiveUpdate_WithATraceOpen_LeavesTheTraceOut()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{SessionPath}?trace={SampleTraces.RequestId(3)}");
        request.Headers.Add("Sightglass-Regions", "session-traces");
        using var response = await Client.Http.SendAsync(request);
        var page = await UiClient.ParseAsync(response);

        Assert.Null(page.QuerySelector("#drawer"));
        Assert.NotNull(page.QuerySelector("tr[aria-current]"));
    }

    [Fact]
    public async Task Stop_Running_EndsTheSession()
    {
        var form = UiClient.Form(await Client.PageAsync(SessionPath), "form:has(input[value=stop])");

        using var response = await Client.Http.PostAsync(SessionPath, new FormUrlEncodedContent(form));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(SessionState.Cancelled, World.Sessions.Sessions[FakeWorld.Running].Session.State);
        var after = await Client.PageAsync(SessionPath);
        Assert.Null(after.QuerySelector("input[value=stop]"));
        Assert.Null(after.QuerySelector("[data-live]"));
    }

    [Fact]
    public async Task Stop_WithoutTheFormsToken_IsRefused()
    {
        using var response = await Client.Http.PostAsync(SessionPath, new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "stop" }));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(SessionState.InProgress, World.Sessions.Sessions[FakeWorld.Running].Session.State);
    }

    [Fact]
    public async Task Delete_Session_LeadsBackToTheList()
    {
        var form = UiClient.Form(await Client.PageAsync(SessionPath), "form:has(input[value=delete])");

        using var response = await Client.Http.PostAsync(SessionPath, new FormUrlEncodedContent(form));

        Assert.EndsWith("/debugger", response.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.False(World.Sessions.Sessions.ContainsKey(FakeWorld.Running));
    }
}

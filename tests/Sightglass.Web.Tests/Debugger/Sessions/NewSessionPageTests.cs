using System.Net;
using Sightglass.Web.Tests.Samples;
using Sightglass.Web.Tests.Support;

namespace Sightglass.Web.Tests.Debugger.Sessions;

public class NewSessionPageTests : UiTest
{
    [Fact]
    public async Task Start_ValidForm_CreatesAndLeadsToTheSession()
    {
        var page = await Client.PageAsync($"/debugger/new?control_plane={SampleWorld.Plane}&route={SampleWorld.OrdersRoute}&expression=http.method+%3D%3D+GET");
        var form = UiClient.Form(page, "form.new-session");

        using var response = await Client.Http.PostAsync("/debugger/new", new FormUrlEncodedContent(form));

        var request = Assert.Single(World.Sessions.Created);
        Assert.Equal([SampleWorld.OrdersRoute], request.Sampling.RouteIds);
        Assert.Equal("http.method == GET", request.Sampling.Expression);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Contains($"/debugger/{SampleWorld.Plane}/sessions/", response.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_RefusedByTheService_ShowsEachFaultAtItsFieldAndKeepsWhatWasTyped()
    {
        var form = UiClient.Form(await Client.PageAsync($"/debugger/new?control_plane={SampleWorld.Plane}&name=mine&duration_seconds=5&max_traces=5000"), "form.new-session");

        using var response = await Client.Http.PostAsync("/debugger/new", new FormUrlEncodedContent(form));
        var page = await UiClient.ParseAsync(response);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(["Must be 10 to 1800 seconds.", "Must be 1 to 1000."], page.QuerySelectorAll(".field-error").Select(e => e.TextContent));
        Assert.Equal("Must be 10 to 1800 seconds.", page.QuerySelector(".field:has(#duration) .field-error")?.TextContent);
        Assert.Equal("mine", page.QuerySelector("#name")?.GetAttribute("value"));
        Assert.Empty(World.Sessions.Created);
    }

    [Fact]
    public async Task Start_UnreadableNumber_IsExplained()
    {
        var form = UiClient.Form(await Client.PageAsync($"/debugger/new?control_plane={SampleWorld.Plane}&duration_seconds=5m"), "form.new-session");

        using var response = await Client.Http.PostAsync("/debugger/new", new FormUrlEncodedContent(form));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Expected a whole number.", (await UiClient.ParseAsync(response)).QuerySelector(".field:has(#duration)")?.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expression_Wrong_IsMarkedWhereItIsWrong()
    {
        var page = await Client.PageAsync($"/debugger/new?control_plane={SampleWorld.Plane}&expression={Uri.EscapeDataString("http.method == GET and <b>")}");

        Assert.Equal("and", page.QuerySelector(".rule-marked mark")?.TextContent);
        Assert.Equal("http.method == GET and <b>", page.QuerySelector(".rule-marked")?.TextContent);
        Assert.Contains("line 1, column 20", page.QuerySelector(".rule-reading")?.TextContent, StringComparison.Ordinal);
        Assert.Equal("true", page.QuerySelector("#expression")?.GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task Expression_Mixed_ShowsItsReadingAndWarns()
    {
        var page = await Client.PageAsync($"/debugger/new?control_plane={SampleWorld.Plane}&expression={Uri.EscapeDataString("http.method == GET && http.path == \"/a\" || http.path == \"/b\"")}");

        Assert.Contains("&& (", page.QuerySelector(".rule-fine code")?.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector(".rule-warning"));
    }

    [Fact]
    public async Task Page_ControlPlane_ListsItsNodesWithWhatTheyCanCapture()
    {
        var page = await Client.PageAsync($"/debugger/new?control_plane={SampleWorld.Plane}");

        var nodes = page.QuerySelectorAll("input[name=node]");
        Assert.Equal([false, false, true], nodes.Select(n => n.HasAttribute("disabled")));
        Assert.Contains("3.14.0, online, captures traces", nodes[0].ParentElement?.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartDebugging_FromARoute_ComesWithTheRouteChosen()
    {
        var route = await Client.PageAsync($"/gateway-manager/{SampleWorld.Plane}/routes/{SampleWorld.PaymentsRoute}");
        var link = route.QuerySelectorAll("a").Single(a => a.TextContent == "Start debugging").GetAttribute("href")!;

        var page = await Client.PageAsync(link);

        Assert.Equal([SampleWorld.PaymentsRoute.ToString()], page.QuerySelectorAll("input[name=route][checked]").Select(e => e.GetAttribute("value")));
        Assert.Empty(page.QuerySelectorAll("input[name=service][checked]"));
    }
}

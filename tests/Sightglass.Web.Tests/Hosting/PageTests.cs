using System.Net;
using AngleSharp.Dom;
using Sightglass.Web.Hosting;
using Sightglass.Web.Tests.DevHost;
using Sightglass.Web.Tests.Samples;
using Sightglass.Web.Tests.Support;

namespace Sightglass.Web.Tests.Hosting;

public class PageTests : UiTest
{
    public static TheoryData<string> Pages =>
    [
        "/login", "/debugger", "/debugger/new", SessionPath, $"{SessionPath}?trace={SampleTraces.RequestId(3)}",
        $"{SessionPath}/traces/{SampleTraces.RequestId(1)}", $"{SessionPath}/traces/{SampleTraces.RequestId(1)}?view=summary",
        "/gateway-manager", $"/gateway-manager/{SampleWorld.Plane}", $"/gateway-manager/{SampleWorld.Plane}/nodes",
        $"/gateway-manager/{SampleWorld.Plane}/services", $"/gateway-manager/{SampleWorld.Plane}/routes", $"/gateway-manager/{SampleWorld.Plane}/plugins",
        $"/gateway-manager/{SampleWorld.Plane}/services/{SampleWorld.OrdersService}", $"/gateway-manager/{SampleWorld.Plane}/routes/{SampleWorld.OrdersRoute}",
        $"/gateway-manager/{SampleWorld.OtherPlane}/routes", $"/gateway-manager/{SampleWorld.OtherPlane}/nodes",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_Any_KeepsTheRulesOfTheHouse(string address)
    {
        using var response = await Client.Http.GetAsync(address);
        var page = await UiClient.ParseAsync(response);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(SecurityHeaders.ContentSecurityPolicy, response.Headers.GetValues("Content-Security-Policy").Single());

        // What the policy bars would be silently dead.
        Assert.Empty(page.QuerySelectorAll("script:not([src])"));
        Assert.Empty(page.QuerySelectorAll("style, [style]"));
        Assert.DoesNotContain(page.All.SelectMany(e => e.Attributes), a => a.Name.StartsWith("on", StringComparison.Ordinal));

        Assert.NotNull(page.QuerySelector("main"));
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.False(string.IsNullOrWhiteSpace(page.Title));
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Empty(page.All.Where(e => e.Id is { Length: > 0 }).GroupBy(e => e.Id).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.All(page.QuerySelectorAll("input:not([type=hidden]), select, textarea"), AssertLabelled);
        Assert.All(page.QuerySelectorAll("button, a[href]"), e => Assert.True(NameOf(e).Length > 0, e.OuterHtml));
    }

    [Fact]
    public async Task Root_SignedIn_LeadsToTheDebugger()
    {
        using var response = await Client.Http.GetAsync("/");

        Assert.Equal("/debugger", response.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("/debugger/11111111-1111-4111-8111-111111111111/sessions/11111111-1111-4111-8111-111111111111", "There is no control plane")]
    [InlineData("/gateway-manager/11111111-1111-4111-8111-111111111111", "There is no control plane")]
    public async Task Page_UnknownThing_SaysSoWith404(string address, string text)
    {
        using var response = await Client.Http.GetAsync(address);
        var page = await UiClient.ParseAsync(response);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(text, page.QuerySelector("[role=alert]")?.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_UnknownRouteOfAPlane_SaysSoWith404()
    {
        using var response = await Client.Http.GetAsync($"/gateway-manager/{SampleWorld.Plane}/routes/{Guid.NewGuid()}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("no such route", (await UiClient.ParseAsync(response)).Body?.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_NoSuchPage_IsAPageThatSaysSo()
    {
        using var response = await Client.Http.GetAsync("/debugger/no/such/page");
        var page = await UiClient.ParseAsync(response);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("There is no such page", page.QuerySelector("h1")?.TextContent);
        Assert.NotNull(page.QuerySelector("nav"));
    }

    [Theory]
    [InlineData("dark", "dark")]
    [InlineData("light", "light")]
    [InlineData("\"><script>", null)]
    public async Task Theme_Cookie_IsWrittenIntoThePage(string cookie, string? expected)
    {
        Client.Cookies.Add(new Cookie("sightglass-theme", Uri.EscapeDataString(cookie), "/", Host.Address.Host));

        var page = await Client.PageAsync("/debugger");

        Assert.Equal(expected, page.DocumentElement.GetAttribute("data-theme"));
    }

    [Fact]
    public async Task Assets_Linked_AreServedForEverWithoutSigningIn()
    {
        var page = await Client.PageAsync("/login");
        using var stranger = new UiClient(Host.Address);
        foreach (var address in page.QuerySelectorAll("link[href], script[src]").Select(e => e.GetAttribute("href") ?? e.GetAttribute("src")!))
        {
            using var response = await stranger.Http.GetAsync(address);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("immutable", response.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        }

        using var old = await stranger.Http.GetAsync("/assets/0000000000000000/js/app.js");
        Assert.Equal("no-cache", old.Headers.CacheControl?.ToString());
        using var unknown = await stranger.Http.GetAsync("/assets/0000000000000000/js/none.js");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Sessions_Viewer_SeesNoWayToCreate()
    {
        using var viewer = new UiClient(Host.Address);
        using var signedIn = await viewer.SignInAsync(FakeAccess.ViewerName);

        var sessions = await viewer.PageAsync("/debugger");
        var session = await viewer.PageAsync(SessionPath);
        var form = await viewer.PageAsync("/debugger/new");

        Assert.Equal(4, sessions.QuerySelectorAll("tbody tr").Length);
        Assert.Null(sessions.QuerySelector("a[href^='/debugger/new']"));
        Assert.DoesNotContain("Stop", session.QuerySelector("#session-head")?.TextContent, StringComparison.Ordinal);
        Assert.Contains("no control plane you may debug", form.Body?.TextContent, StringComparison.Ordinal);
    }

    private static void AssertLabelled(IElement field)
    {
        var labelled = field.HasAttribute("aria-label")
            || field.Closest("label") is not null
            || (field.Id is { Length: > 0 } id && field.Owner!.QuerySelector($"label[for='{id}']") is not null);
        Assert.True(labelled, field.OuterHtml);
    }

    private static string NameOf(IElement element) => (element.GetAttribute("aria-label") ?? element.TextContent).Trim();
}

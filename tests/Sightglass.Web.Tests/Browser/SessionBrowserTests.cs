using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sightglass.ControlPlane.Debugger;
using Sightglass.Web.Tests.DevHost;
using Sightglass.Web.Tests.Samples;

namespace Sightglass.Web.Tests.Browser;

public class SessionBrowserTests(ChromiumFixture chromium) : BrowserTest(chromium)
{
    private static readonly string Waiting = $"/debugger/{SampleWorld.Plane}/sessions/{FakeWorld.Waiting}";

    [Fact]
    public async Task Live_TraceArrives_AppearsByItself()
    {
        await Page.GotoAsync(Waiting);
        await Expect(Page.Locator(".empty")).ToContainTextAsync("Waiting for a request that matches");
        var session = World.Sessions.Sessions[FakeWorld.Waiting];

        session.Add(SampleTraces.Unreachable(501, World.Nanoseconds(0)));
        await Expect(Page.Locator(".traces tbody tr")).ToHaveCountAsync(1);
        session.Add(SampleTraces.Fine(502, World.Nanoseconds(1)));
        await Expect(Page.Locator(".traces tbody tr")).ToHaveCountAsync(2);

        session.Change(s => s with { State = SessionState.Completed, EndReason = EndReason.Duration, EndedAt = World.Time.GetUtcNow() });
        await Expect(Page.Locator("#session-head .pill")).ToHaveTextAsync("Completed");
        await Expect(Page.Locator("[data-live]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Live_WithATraceOpen_LeavesTheTraceAndItsScrollAlone()
    {
        await OpenTraceAsync($"{SessionPath}?trace={SampleTraces.RequestId(FakeWorld.Enormous)}");
        await Page.FocusAsync(".wf-scroll");
        await Page.Keyboard.PressAsync("End");
        var rows = await Page.Locator("#session-traces tbody tr").CountAsync();
        var before = await Page.EvalOnSelectorAsync<double>(".wf-scroll", "e => e.scrollTop");

        World.Sessions.Sessions[FakeWorld.Running].Add(SampleTraces.NoRoute(503, World.Nanoseconds(0)));

        await Expect(Page.Locator("#session-traces tbody tr")).ToHaveCountAsync(rows + 1);
        Assert.Equal(before, await Page.EvalOnSelectorAsync<double>(".wf-scroll", "e => e.scrollTop"));
        await Expect(Page.Locator("#drawer")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Keys_JAndKAndEscape_WalkTheTracesAndClose()
    {
        await Page.GotoAsync(SessionPath + "?status=503");
        var ids = await Page.Locator(".traces tbody tr").EvaluateAllAsync<string[]>("rows => rows.map(r => r.dataset.key)");
        await Page.Locator(".traces tbody .row-link").First.ClickAsync();
        await Page.WaitForSelectorAsync(".wf.ready");

        await Page.Keyboard.PressAsync("j");
        await ExpectAddressAsync($"trace={ids[1]}");
        await Expect(Page.Locator($"tr[data-key='{ids[1]}']")).ToHaveAttributeAsync("aria-current", "true");
        await Page.Keyboard.PressAsync("k");
        await ExpectAddressAsync($"trace={ids[0]}");

        await Expect(Page.Locator(".wf-scroll")).ToBeFocusedAsync();

        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.Locator("#drawer")).ToHaveCountAsync(0);
        Assert.EndsWith("?status=503", Page.Url, StringComparison.Ordinal);
        await Expect(Page.Locator($"#trace-{ids[0]}")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Back_FromATrace_ShowsTheListAgain()
    {
        await Page.GotoAsync(SessionPath);
        await Page.Locator(".traces tbody .row-link").First.ClickAsync();
        await Expect(Page.Locator("#drawer")).ToBeVisibleAsync();

        await Page.GoBackAsync();

        await Expect(Page.Locator("#drawer")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Filters_Typed_FilterWithoutLosingTheCursor()
    {
        await Page.GotoAsync(SessionPath);

        await Page.Locator("input[name=path]").PressSequentiallyAsync("payments");

        await Expect(Page.Locator(".traces tbody tr .mono", new PageLocatorOptions { HasText = "/orders" })).ToHaveCountAsync(0);
        await Expect(Page.Locator("input[name=path]")).ToBeFocusedAsync();
        await Expect(Page.Locator("input[name=path]")).ToHaveValueAsync("payments");
        Assert.Contains("path=payments", Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewSession_RuleTyped_IsReadAsTypedAndStarts()
    {
        await Page.GotoAsync($"/debugger/new?control_plane={SampleWorld.Plane}");

        await Page.FillAsync("#expression", "http.method == GET and");
        await Expect(Page.Locator(".rule-marked mark")).ToHaveTextAsync("and");
        await Page.FillAsync("#expression", "http.method == GET");
        await Expect(Page.Locator(".rule-fine code")).ToHaveTextAsync("http.method == \"GET\"");
        await Page.GetByLabel("orders-v1").CheckAsync();
        await Expect(Page.Locator("legend", new PageLocatorOptions { HasText = "Routes" })).ToContainTextAsync("1 chosen");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Start session" }).ClickAsync();

        await ExpectAddressAsync("/sessions/");
        await Expect(Page.Locator("h1")).ToHaveTextAsync("debug");
        Assert.Equal([SampleWorld.OrdersRoute], Assert.Single(World.Sessions.Created).Sampling.RouteIds);
    }

    [Fact]
    public async Task Server_Gone_SaysSoAndKeepsWhatIsShown()
    {
        await Page.GotoAsync(SessionPath + "?status=503");
        var rows = await Page.Locator(".traces tbody tr").CountAsync();
        await Page.RouteAsync("**/sessions/**", route => route.FulfillAsync(new RouteFulfillOptions { Status = 502, ContentType = "text/plain", Body = "bad gateway" }));

        await Page.ClickAsync("th a:has-text('Total')");

        await Expect(Page.Locator("#toast")).ToContainTextAsync("the server answered 502");
        await Expect(Page.Locator(".traces tbody tr")).ToHaveCountAsync(rows);
        ForgetComplaints("502");
    }

    [Fact]
    public async Task Theme_Toggled_LastsOverAReload()
    {
        await Page.GotoAsync("/debugger");

        await Page.ClickAsync("[data-theme-toggle]");
        var chosen = await Page.GetAttributeAsync("html", "data-theme");
        await Page.ReloadAsync();

        Assert.Equal("dark", chosen);
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Theory]
    [InlineData(360)]
    [InlineData(768)]
    [InlineData(2560)]
    public async Task Pages_AnyWidth_DoNotScrollSideways(int width)
    {
        await Page.SetViewportSizeAsync(width, 800);
        foreach (var address in (string[])["/debugger", "/debugger/new", SessionPath, $"{SessionPath}?trace={SampleTraces.RequestId(3)}", $"{SessionPath}/traces/{SampleTraces.RequestId(3)}", $"{SessionPath}/traces/{SampleTraces.RequestId(3)}?view=summary", "/gateway-manager", $"/gateway-manager/{SampleWorld.Plane}/routes"])
        {
            await Page.GotoAsync(address);

            Assert.True(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{address} at {width}");
        }
    }

    [Fact]
    public async Task Menu_NarrowScreen_OpensTheNavigation()
    {
        await Page.SetViewportSizeAsync(360, 800);
        await Page.GotoAsync("/debugger");
        await Expect(Page.Locator("#nav")).ToBeHiddenAsync();

        await Page.ClickAsync(".bar-menu");
        await Page.Locator("#nav").GetByText("Gateway Manager").ClickAsync();

        await ExpectAddressAsync("/gateway-manager$");
        await Expect(Page.Locator("h1")).ToHaveTextAsync(new Regex("Control planes"));
    }
}

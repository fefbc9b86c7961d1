using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sightglass.Web.Tests.DevHost;
using Sightglass.Web.Tests.Samples;

namespace Sightglass.Web.Tests.Browser;

public class WaterfallBrowserTests(ChromiumFixture chromium) : BrowserTest(chromium)
{
    private static readonly string Failed = $"{SessionPath}/traces/{SampleTraces.RequestId(3)}";
    private static readonly string Enormous = $"{SessionPath}/traces/{SampleTraces.RequestId(FakeWorld.Enormous)}";

    [Fact]
    public async Task Enormous_ScrolledToItsEnd_HoldsOnlyTheRowsInSight()
    {
        await OpenTraceAsync(Enormous);

        await Page.FocusAsync(".wf-scroll");
        await Page.Keyboard.PressAsync("End");

        await Expect(Selected.Locator(".wf-leaf")).ToHaveTextAsync("wait_for_client_read");
        Assert.InRange(await Page.Locator(".wf-row").CountAsync(), 20, 150);
    }

    [Fact]
    public async Task Keys_Arrows_MoveFoldAndShowDetails()
    {
        await OpenTraceAsync(Failed + "?span=0000000000000005");
        await Page.FocusAsync(".wf-scroll");
        await Expect(Selected).ToHaveAttributeAsync("aria-expanded", "true");

        await Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Selected).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(Page.Locator(".wf-row:not([hidden])", new PageLocatorOptions { HasText = "key-auth" })).ToHaveCountAsync(0);

        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Selected.Locator(".wf-leaf")).ToHaveTextAsync("selection");
        await Expect(Page.Locator("#span-details h2")).ToContainTextAsync("kong.upstream.selection");

        await Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Selected.Locator(".wf-mark")).ToHaveTextAsync("✕");
        await Page.Keyboard.PressAsync("Enter");
        await Page.Keyboard.PressAsync("ArrowRight");
        await Expect(Selected.Locator(".wf-leaf")).ToHaveTextAsync("find_upstream");
    }

    [Fact]
    public async Task Address_StateOfTheView_SurvivesAReload()
    {
        await OpenTraceAsync(Failed);
        await Page.FocusAsync(".wf-scroll");
        await Page.Keyboard.PressAsync("Home");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Page.Keyboard.PressAsync("+");
        await Page.FillAsync(".wf-search", "kong.phase");
        await Expect(Page.Locator(".wf-found")).ToHaveTextAsync("4 found");
        Assert.Contains("span=0000000000000002", Page.Url, StringComparison.Ordinal);

        await OpenTraceAsync(Page.Url);

        await Expect(Selected.Locator(".wf-leaf")).ToHaveTextAsync("read_client_http_headers");
        await Expect(Page.Locator(".wf-found")).ToHaveTextAsync("4 found");
        await Expect(Page.Locator(".wf-map-window")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Search_Enter_GoesFromMatchToMatch()
    {
        await OpenTraceAsync(Failed);
        await Page.Keyboard.PressAsync("/");
        await Page.Keyboard.TypeAsync("find_upstream");
        await Expect(Page.Locator(".wf-found")).ToHaveTextAsync("2 found");

        await Page.Keyboard.PressAsync("Enter");
        var first = await Selected.GetAttributeAsync("data-index");
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Selected.Locator(".wf-leaf")).ToHaveTextAsync("find_upstream");
        Assert.NotEqual(first, await Selected.GetAttributeAsync("data-index"));
    }

    [Fact]
    public async Task Folded_Failure_ShowsOnItsParent()
    {
        await OpenTraceAsync(Enormous);

        await Page.ClickAsync("[data-wf=fold]");

        await Expect(Page.Locator(".wf-row:not([hidden]) .wf-mark", new PageLocatorOptions { HasText = "✕ 10" })).ToHaveCountAsync(1);
        await Page.ClickAsync("[data-wf=failure]");
        await Expect(Selected).ToHaveClassAsync(new Regex("failed"));
        await Expect(Page.Locator("#span-details .banner.failed")).ToContainTextAsync("LOADING Redis");
    }

    [Fact]
    public async Task Bars_ShortestSpan_IsStillVisible()
    {
        await OpenTraceAsync(Enormous);

        var widths = await Page.Locator(".wf-row:not([hidden]) .wf-fill").EvaluateAllAsync<double[]>("bars => bars.map(b => b.getBoundingClientRect().width)");

        Assert.NotEmpty(widths);
        Assert.All(widths, w => Assert.True(w >= 2));
    }

    [Fact]
    public async Task Minimap_Drawn_ZoomsAndDoubleClickShowsTheWhole()
    {
        await OpenTraceAsync(Failed);
        var box = await Page.Locator(".wf-map").BoundingBoxAsync();
        await Page.Mouse.MoveAsync(box!.X + 10, box.Y + 10);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + 10);
        await Page.Mouse.UpAsync();

        await Expect(Page.Locator(".wf-map-window")).ToBeVisibleAsync();
        Assert.Contains("to=", Page.Url, StringComparison.Ordinal);

        await Page.Locator(".wf-map").DblClickAsync();
        await Expect(Page.Locator(".wf-map-window")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Durations_ScriptAndServer_AreWrittenAlike()
    {
        await Page.GotoAsync(Failed);
        long[] samples = [0, 999, 1_000, 12_449, 99_949, 999_499, 999_500, 3_214_567, 999_500_000, 59_950_000_000, 123_400_000_000];

        var written = await Page.EvaluateAsync<string[]>(
            """
            async values => {
              const app = document.querySelector("script[src$='app.js']").src;
              const { shortDuration } = await import(app.replace("app.js", "waterfall/format.js"));
              return values.map(shortDuration);
            }
            """,
            samples);

        Assert.Equal(samples.Select(Web.Format.Durations.Short), written);
    }
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EndToEnd.Processes;
using EndToEnd.Quickstart;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Browser;

/// <summary>
/// The README's five minutes, walked in a real browser. With <c>WRITE_DOCS=1</c> it takes the README's picture; otherwise
/// its pictures are in <c>artifacts/screenshots</c>.
/// </summary>
[Collection(QuickstartCollection.Name)]
public partial class TourTests(RunningQuickstart quickstart)
{
    [ChromiumFact]
    public async Task Tour_FromSignInToASpan_ShowsWhatHappened()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(quickstart.Ui);
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Add(message.Text);
            }
        };

        // 1 Sign in
        await SignInAsync(page);

        // 2 New session, the rule checked while it is typed
        await page.GetByRole(AriaRole.Link, new() { NameRegex = NewSession() }).First.ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("failures");
        await page.GetByLabel("Expression").FillAsync("http.response.status_code = 503");
        await Expect(page.GetByText("write `==`")).ToBeVisibleAsync();
        await page.GetByLabel("Expression").FillAsync("http.response.status_code == 503");
        await Expect(page.GetByText("write `==`")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = StartSession() }).ClickAsync();
        await Expect(page.GetByText("In progress")).ToBeVisibleAsync();

        // 3 Traces arrive by themselves
        using (var client = new HttpClient { BaseAddress = quickstart.Proxy })
        {
            for (var number = 0; number < 4; number++)
            {
                using var response = await client.GetAsync("/inventory");
            }
        }

        var row = page.Locator("tbody tr", new() { HasTextString = "/inventory" });
        await Expect(row.First).ToBeVisibleAsync();
        await Expect(row.First).ToContainTextAsync("503");
        await PictureAsync(page, "session");

        // 4 Click one: the waterfall, and a span's details
        await row.First.ClickAsync();
        await Expect(page.GetByText("The upstream answered 503")).ToBeVisibleAsync();
        await page.GetByText("read_headers_from_upstream").First.ClickAsync();
        await Expect(page.GetByText("Waiting for the response's head")).ToBeVisibleAsync();
        await PictureAsync(page, "trace");

        Assert.Empty(errors);
    }

    [ChromiumFact]
    public async Task SignIn_WrongPassword_SaysSoAndStays()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(quickstart.Ui);
        await page.GotoAsync("/");

        await page.GetByLabel("User name").FillAsync("admin");
        await page.GetByLabel("Password").FillAsync("not the password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Password")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task Pages_OnASmallScreen_DoNotScrollSideways()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(quickstart.Ui, width: 360, height: 740);
        await SignInAsync(page);
        foreach (var path in new[] { "/debugger", "/debugger/new", "/gateway-manager" })
        {
            await page.GotoAsync(path);
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"{path} is {overflow} px too wide");
        }
    }

    private async Task SignInAsync(IPage page)
    {
        var login = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(quickstart.DataDirectory, "quickstart-login.json")))!;
        await page.GotoAsync("/");
        await page.GetByLabel("User name").FillAsync((string)login["user_name"]!);
        await page.GetByLabel("Password").FillAsync((string)login["password"]!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(DebuggerAddress());
    }

    private static Task PictureAsync(IPage page, string name)
    {
        var folder = Environment.GetEnvironmentVariable("WRITE_DOCS") == "1"
            ? Path.Combine(Repository.Root, "docs", "images")
            : Path.Combine(Repository.Root, "artifacts", "screenshots");
        return page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
    }

    [GeneratedRegex("/debugger$")]
    private static partial Regex DebuggerAddress();

    [GeneratedRegex("new session", RegexOptions.IgnoreCase)]
    private static partial Regex NewSession();

    [GeneratedRegex("start session", RegexOptions.IgnoreCase)]
    private static partial Regex StartSession();
}

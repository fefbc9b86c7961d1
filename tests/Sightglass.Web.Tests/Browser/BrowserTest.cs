using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sightglass.Web.Tests.DevHost;
using Sightglass.Web.Tests.Support;

namespace Sightglass.Web.Tests.Browser;

/// <summary>A page in a real browser, signed in. Anything the page's scripts or the security policy complain about fails the test.</summary>
[Collection(nameof(BrowserTests))]
public abstract class BrowserTest(ChromiumFixture chromium) : IAsyncLifetime
{
    private readonly List<string> _complaints = [];
    private UiHost? _host;
    private IBrowserContext? _context;

    internal FakeWorld World { get; } = FakeWorld.CreateDemo(TimeProvider.System);

    internal Uri Address => _host!.Address;

    protected IPage Page { get; private set; } = null!;

    protected static string SessionPath => UiTest.SessionPath;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(ChromiumFixture.Missing is not null, ChromiumFixture.Missing ?? "");
        _host = await UiHost.StartAsync(World);
        _context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
            BaseURL = Address.ToString(),
            ReducedMotion = ReducedMotion.Reduce,
        });
        _context.SetDefaultTimeout(ChromiumFixture.Patience);
        Page = await _context.NewPageAsync();
        Page.PageError += (_, error) => _complaints.Add(error);
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add(message.Text);
            }
        };

        await Page.GotoAsync("/login");
        await Page.FillAsync("#name", FakeAccess.UserName);
        await Page.FillAsync("#password", FakeAccess.Password);
        await Page.ClickAsync("button[type=submit]");
        await ExpectAddressAsync("/debugger$");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_context is not null)
        {
            await _context.DisposeAsync();
        }

        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        Assert.Empty(_complaints);
    }

    /// <summary>Opens an address and waits until the waterfall's script has taken over.</summary>
    protected async Task OpenTraceAsync(string address)
    {
        await Page.GotoAsync(address);
        await Page.WaitForSelectorAsync(".wf.ready");
    }

    /// <summary>Waits until the address has this in it: a regular expression.</summary>
    protected Task ExpectAddressAsync(string pattern) => Assertions.Expect(Page).ToHaveURLAsync(new Regex(pattern));

    /// <summary>For tests in which something is meant to go wrong.</summary>
    protected void ForgetComplaints(string about) => _complaints.RemoveAll(c => c.Contains(about, StringComparison.Ordinal));

    protected ILocator Selected => Page.Locator(".wf-row.selected:not([hidden])");

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}

using Microsoft.Playwright;

namespace Sightglass.Web.Tests.Browser;

/// <summary>One Chromium for all browser tests. <c>SIGHTGLASS_CHROMIUM</c> names another executable than the system's.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    /// <summary>Milliseconds: machines that build and test at the same time are slow, and a wait ends as soon as its condition holds.</summary>
    public const float Patience = 60_000;

    private IPlaywright? _playwright;

    public IBrowser Browser { get; private set; } = null!;

    private static string Executable => Environment.GetEnvironmentVariable("SIGHTGLASS_CHROMIUM") ?? "/usr/bin/chromium";

    /// <summary>Why there is no browser; null when there is one.</summary>
    public static string? Missing => File.Exists(Executable) ? null : $"There is no Chromium at {Executable}. Install it, or set SIGHTGLASS_CHROMIUM.";

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_playwright is not null)
        {
            await Browser.DisposeAsync();
            _playwright.Dispose();
        }
    }
}

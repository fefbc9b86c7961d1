using System.Runtime.CompilerServices;

namespace EndToEnd.Browser;

/// <summary>A test that needs Chromium; skipped, visibly, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        if (Chromium.Path is null)
        {
            Skip = "Chromium is not installed (./test installs it where it may).";
        }
    }
}

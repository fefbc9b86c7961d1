using System.Diagnostics;

namespace Sightglass.ControlPlane.Tests.Fakes;

/// <summary>Polls a condition until it holds; fails when it does not within a time that only a real fault exceeds.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"did not come true: {what}");
            await Task.Delay(10);
        }
    }
}

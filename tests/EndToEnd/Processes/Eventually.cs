using System.Diagnostics;

namespace EndToEnd.Processes;

/// <summary>Waits for a condition of another process, with a limit that only a hang reaches.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Asks until the answer is not null.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> ask, Func<string> describe)
        where T : class
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            if (Stopwatch.GetElapsedTime(since) > Limit)
            {
                Assert.Fail($"Waited {Limit.TotalSeconds} s. {describe()}");
            }

            await Task.Delay(Pause);
        }
    }

    public static Task IsTrueAsync(Func<Task<bool>> ask, Func<string> describe) =>
        GetAsync(async () => await ask() ? "yes" : null, describe);
}

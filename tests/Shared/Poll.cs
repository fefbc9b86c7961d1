namespace Sightglass.Tests.Shared;

/// <summary>Waits for a condition that nothing signals.</summary>
public static class Poll
{
    /// <summary>Asks again and again until the condition holds; fails after 30 seconds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            Assert.False(deadline.IsCancellationRequested, "the condition did not come true in 30 seconds");
            await Task.Delay(5);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}})"/>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));
}

namespace Sightglass.Plugins.Lua.Operations;

/// <summary>Operations of one run that are under way at once: what threads of a script wait for.</summary>
internal sealed class BackgroundOperations(CancellationToken cancellation) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    private readonly Dictionary<long, Task<(object?[] Results, string? Problem)>> _tasks = [];
    private long _count;

    /// <summary>Signalled when the run is over.</summary>
    public CancellationToken Cancellation => _stop.Token;

    /// <summary>Begins an operation.</summary>
    /// <returns>Its number.</returns>
    public long Begin(Func<ValueTask<(object?[] Results, string? Problem)>> operation)
    {
        _tasks.Add(++_count, operation().AsTask());
        return _count;
    }

    /// <summary>Waits for the first of some operations.</summary>
    /// <returns>Its number, whether it went well, and its results or what was wrong.</returns>
    /// <exception cref="LuaException">There is no such operation.</exception>
    public async ValueTask<object?[]> AnyAsync(object?[] numbers)
    {
        var tasks = new Task<(object?[] Results, string? Problem)>[numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            tasks[i] = numbers[i] is long number && _tasks.TryGetValue(number, out var task)
                ? task
                : throw new LuaException("there is no such operation under way");
        }

        var first = await Task.WhenAny(tasks).ConfigureAwait(false);
        var which = (long)numbers[Array.IndexOf(tasks, first)]!;
        _tasks.Remove(which);
        var (results, problem) = await first.ConfigureAwait(false);
        return problem is null ? [which, true, .. results] : [which, false, problem];
    }

    /// <summary>Ends what is still under way, and waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var task in _tasks.Values)
        {
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
    }
}

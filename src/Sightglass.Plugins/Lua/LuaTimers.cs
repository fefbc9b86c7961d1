namespace Sightglass.Plugins.Lua;

/// <summary>Work that scripts have put off (<c>ngx.timer.at</c>): runs without a request, in the interpreter where the script was.</summary>
internal sealed class LuaTimers(LuaPool pool) : IAsyncDisposable
{
    private const int MaxPending = 1_024;

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Timers under way, and one more for as long as there may be new ones.</summary>
    private int _pending = 1;

    /// <summary>Puts something off.</summary>
    /// <returns>False when there are too many, or the instance is going.</returns>
    public bool TrySchedule(LuaWorker worker, long number, TimeSpan delay)
    {
        int pending;
        do
        {
            pending = Volatile.Read(ref _pending);
            if (pending is 0 or > MaxPending)
            {
                return false;
            }
        }
        while (Interlocked.CompareExchange(ref _pending, pending + 1, pending) != pending);
        _ = RunAsync(worker, number, delay);
        return true;
    }

    /// <summary>Drops what has not begun, and waits for what has.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Leave();
        await _idle.Task.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(LuaWorker worker, long number, TimeSpan delay)
    {
        try
        {
            // Even without a delay it runs after the script that asked for it, never inside.
            await Task.Delay(delay, pool.Program.Services.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await pool.RunTimerAsync(worker, number, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The instance is going.
        }
        catch (LuaException e)
        {
            LuaLog.Failed(pool.Program.Log, pool.Program.Name, "timer", e.Message);
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _pending) == 0)
        {
            _idle.TrySetResult();
        }
    }
}

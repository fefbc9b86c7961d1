using System.Collections.Concurrent;

namespace Sightglass.Gateway.Dns;

/// <summary>Runs a piece of work once for all who want its result at the same time.</summary>
internal static class SingleFlight
{
    public static Task<TResult> RunAsync<TKey, TResult>(ConcurrentDictionary<TKey, Task<TResult>> inFlight, TKey key, Func<Task<TResult>> work)
        where TKey : notnull
    {
        if (inFlight.TryGetValue(key, out var running))
        {
            return running;
        }

        var source = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var winner = inFlight.GetOrAdd(key, source.Task);
        if (winner == source.Task)
        {
            _ = CompleteAsync(inFlight, key, work, source);
        }

        return winner;
    }

    private static async Task CompleteAsync<TKey, TResult>(
        ConcurrentDictionary<TKey, Task<TResult>> inFlight, TKey key, Func<Task<TResult>> work, TaskCompletionSource<TResult> source)
        where TKey : notnull
    {
        try
        {
            var result = await work().ConfigureAwait(false);

            // First out of the table, then the result: who comes later finds it in the cache, or asks anew.
            inFlight.TryRemove(key, out _);
            source.SetResult(result);
        }
        catch (Exception error)
        {
            inFlight.TryRemove(key, out _);
            source.SetException(error);
        }
    }
}

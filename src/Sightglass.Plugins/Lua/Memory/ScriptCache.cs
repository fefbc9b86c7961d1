using System.Collections.Concurrent;

namespace Sightglass.Plugins.Lua.Memory;

/// <summary>
/// <c>kong.cache</c>: what scripts looked up, kept for all of them in bounded memory. A value that is missing is looked up by one run while
/// others wait for it.
/// </summary>
internal sealed class ScriptCache(long capacity, TimeProvider time)
{
    /// <summary>How long a run waits for another's lookup.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly BoundedStore<object?> _store = new(capacity, time);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _lookups = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Finds a value, which may be nothing.</summary>
    public bool TryGet(string key, out object? value)
    {
        lock (_lock)
        {
            return _store.TryGet(key, out value);
        }
    }

    /// <summary>How long a value has left; zero for one without end.</summary>
    public TimeSpan TimeLeft(string key)
    {
        lock (_lock)
        {
            return _store.Left(key) ?? TimeSpan.Zero;
        }
    }

    /// <param name="key">The key.</param>
    /// <param name="value">A value that nobody changes any more.</param>
    /// <param name="lifetime">How long it counts; null until it is invalidated or makes room.</param>
    /// <returns>False when it is too large.</returns>
    public bool TrySet(string key, object? value, TimeSpan? lifetime)
    {
        lock (_lock)
        {
            return _store.TrySet(key, value, SizeOf(value), lifetime, mayEvict: true, out _);
        }
    }

    public void Remove(string key)
    {
        lock (_lock)
        {
            _store.Remove(key);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _store.Clear();
        }
    }

    /// <summary>Takes on the lookup of a key; false when another run has.</summary>
    public bool TryBegin(string key) => _lookups.TryAdd(key, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Ends what <see cref="TryBegin"/> began.</summary>
    public void End(string key)
    {
        if (_lookups.TryRemove(key, out var lookup))
        {
            lookup.SetResult();
        }
    }

    /// <summary>Waits for another run's lookup.</summary>
    /// <returns>False when that takes too long.</returns>
    public async ValueTask<bool> WaitAsync(string key, CancellationToken cancellation)
    {
        if (!_lookups.TryGetValue(key, out var lookup))
        {
            return true;
        }

        try
        {
            await lookup.Task.WaitAsync(Patience, time, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static long SizeOf(object? value) => value switch
    {
        byte[] bytes => 32 + bytes.Length,
        string text => 32 + (sizeof(char) * text.Length),
        List<object?> list => 64 + list.Sum(item => 8 + SizeOf(item)),
        Dictionary<string, object?> map => 128 + map.Sum(pair => 64 + (sizeof(char) * pair.Key.Length) + SizeOf(pair.Value)),
        _ => 24,
    };
}

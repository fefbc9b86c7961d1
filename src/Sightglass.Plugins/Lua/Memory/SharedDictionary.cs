using System.Globalization;

namespace Sightglass.Plugins.Lua.Memory;

/// <summary>
/// One of <c>ngx.shared</c>: texts, numbers, booleans and lists by key, seen by all scripts of the process, in bounded memory. Answers and messages
/// are those of lua-nginx-module's <c>ngx.shared.DICT</c>.
/// </summary>
internal sealed class SharedDictionary(long capacity, TimeProvider time)
{
    private const string NotFound = "not found";
    private const string NoMemory = "no memory";
    private const string NotAList = "value not a list";

    private readonly BoundedStore<SharedValue> _store = new(capacity, time);
    private readonly Lock _lock = new();

    public long Capacity => capacity;

    public long Free
    {
        get
        {
            lock (_lock)
            {
                return capacity - _store.Used;
            }
        }
    }

    /// <summary>The value; null when there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stale">Whether one whose time is over counts.</param>
    /// <param name="isStale">Whether it is such a one.</param>
    public SharedValue? Get(string key, bool stale, out bool isStale)
    {
        lock (_lock)
        {
            return _store.TryGetStale(key, out var value, out isStale) && (stale || !isStale) ? value : null;
        }
    }

    /// <summary>Keeps a value.</summary>
    /// <param name="mode"><c>set</c>, <c>add</c> or <c>replace</c>.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; null deletes.</param>
    /// <param name="lifetime">How long it counts; null without end.</param>
    /// <param name="safe">Whether values that still count stay.</param>
    /// <param name="forced">Whether some made room.</param>
    /// <returns>Null, or what was wrong.</returns>
    public string? Set(string mode, string key, SharedValue? value, TimeSpan? lifetime, bool safe, out bool forced)
    {
        lock (_lock)
        {
            forced = false;
            var exists = _store.TryGet(key, out _);
            if (mode == "add" && exists)
            {
                return "exists";
            }

            if (mode == "replace" && !exists)
            {
                return NotFound;
            }

            if (value is not { } kept)
            {
                _store.Remove(key);
                return null;
            }

            return _store.TrySet(key, kept, kept.Size, lifetime, !safe, out forced) ? null : NoMemory;
        }
    }

    /// <summary>Adds to a number, which begins with another when there is none.</summary>
    public string? Increment(string key, double by, double? initially, TimeSpan? lifetime, out double sum, out bool forced)
    {
        lock (_lock)
        {
            forced = false;
            sum = 0;
            if (!_store.TryGet(key, out var value))
            {
                if (initially is not { } first)
                {
                    return NotFound;
                }

                sum = first + by;
                return _store.TrySet(key, new SharedValue(sum, 0), sizeof(double), lifetime, true, out forced) ? null : NoMemory;
            }

            if (value.Content is not (double or long))
            {
                return "not a number";
            }

            sum = Convert.ToDouble(value.Content, CultureInfo.InvariantCulture) + by;
            var left = _store.Left(key);
            return _store.TrySet(key, value with { Content = sum }, sizeof(double), left, true, out forced) ? null : NoMemory;
        }
    }

    /// <summary>Puts a value at an end of a list, which begins with it when there is none.</summary>
    /// <returns>Null, or what was wrong.</returns>
    public string? Push(string key, object item, bool first, out int length)
    {
        lock (_lock)
        {
            length = 0;
            var list = new LinkedList<object>();
            TimeSpan? left = null;
            if (_store.TryGet(key, out var value))
            {
                if (value.Content is not LinkedList<object> known)
                {
                    return NotAList;
                }

                list = known;
                left = _store.Left(key);
            }

            var size = SharedValue.SizeOf(list) + SharedValue.SizeOf(item);
            if (!_store.TrySet(key, new SharedValue(list, 0), size, left, mayEvict: false, out _))
            {
                return NoMemory;
            }

            if (first)
            {
                list.AddFirst(item);
            }
            else
            {
                list.AddLast(item);
            }

            length = list.Count;
            return null;
        }
    }

    /// <summary>Takes a value from an end of a list; null when there is none.</summary>
    public string? Pop(string key, bool first, out object? item)
    {
        lock (_lock)
        {
            item = null;
            if (!_store.TryGet(key, out var value))
            {
                return null;
            }

            if (value.Content is not LinkedList<object> list)
            {
                return NotAList;
            }

            item = first ? list.First!.Value : list.Last!.Value;
            if (first)
            {
                list.RemoveFirst();
            }
            else
            {
                list.RemoveLast();
            }

            if (list.Count == 0)
            {
                _store.Remove(key);
            }
            else
            {
                _store.TrySet(key, value, SharedValue.SizeOf(list), _store.Left(key), mayEvict: true, out _);
            }

            return null;
        }
    }

    public string? Length(string key, out int length)
    {
        lock (_lock)
        {
            length = 0;
            if (!_store.TryGet(key, out var value))
            {
                return null;
            }

            length = value.Content is LinkedList<object> list ? list.Count : 0;
            return value.Content is LinkedList<object> ? null : NotAList;
        }
    }

    /// <summary>How long a value has left; zero for one without end, null when there is none.</summary>
    public TimeSpan? TimeLeft(string key)
    {
        lock (_lock)
        {
            return _store.TryGet(key, out _) ? _store.Left(key) ?? TimeSpan.Zero : null;
        }
    }

    public bool TryExpire(string key, TimeSpan? lifetime)
    {
        lock (_lock)
        {
            return _store.TryProlong(key, lifetime);
        }
    }

    public void ExpireAll()
    {
        lock (_lock)
        {
            _store.ExpireAll();
        }
    }

    public int RemoveExpired(int most)
    {
        lock (_lock)
        {
            return _store.RemoveExpired(most);
        }
    }

    public List<string> Keys(int most)
    {
        lock (_lock)
        {
            return _store.Keys(most);
        }
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Sightglass.Plugins.Lua.Memory;

/// <summary>
/// Values by key in a bounded amount of memory. Those not used for longest make room for new ones; those whose time is over are not seen,
/// and go first. Not safe for several threads: callers lock it.
/// </summary>
/// <param name="capacity">Bytes of keys and values, with what keeping them takes.</param>
/// <param name="time">The clock.</param>
internal sealed class BoundedStore<T>(long capacity, TimeProvider time)
{
    // An entry's own objects, about.
    private const int Overhead = 160;

    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);

    /// <summary>The most recently used first.</summary>
    private readonly LinkedList<Entry> _order = new();

    public long Capacity => capacity;

    public long Used { get; private set; }

    public int Count => _entries.Count;

    /// <summary>Finds a value whose time is not over.</summary>
    public bool TryGet(string key, [MaybeNullWhen(false)] out T value)
    {
        if (TryGetStale(key, out value, out var isStale) && !isStale)
        {
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Finds a value even when its time is over.</summary>
    public bool TryGetStale(string key, [MaybeNullWhen(false)] out T value, out bool isStale)
    {
        if (!_entries.TryGetValue(key, out var node))
        {
            (value, isStale) = (default, false);
            return false;
        }

        _order.Remove(node);
        _order.AddFirst(node);
        (value, isStale) = (node.Value.Value, IsOver(node.Value));
        return true;
    }

    /// <summary>How long a value has left; null for one without end, or one that is not there.</summary>
    public TimeSpan? Left(string key) =>
        _entries.TryGetValue(key, out var node) && node.Value.Until is { } until ? until - time.GetUtcNow() : null;

    /// <summary>Keeps a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="size">Bytes of the value.</param>
    /// <param name="lifetime">How long it counts; null without end.</param>
    /// <param name="mayEvict">Whether values that still count may make room.</param>
    /// <param name="evicted">Whether some did.</param>
    /// <returns>False when there is no room.</returns>
    public bool TrySet(string key, T value, long size, TimeSpan? lifetime, bool mayEvict, out bool evicted)
    {
        evicted = false;
        var needed = size + (key.Length * sizeof(char)) + Overhead;
        var freed = _entries.TryGetValue(key, out var old) ? old.Value.Size : 0;
        if (needed > capacity || !MakeRoom(needed - freed, old, mayEvict, ref evicted))
        {
            return false;
        }

        Remove(key);
        var node = _order.AddFirst(new Entry(key, value, needed, lifetime is { } span ? time.GetUtcNow() + span : null));
        _entries.Add(key, node);
        Used += needed;
        return true;
    }

    public bool Remove(string key)
    {
        if (!_entries.Remove(key, out var node))
        {
            return false;
        }

        _order.Remove(node);
        Used -= node.Value.Size;
        return true;
    }

    /// <summary>Changes how long a value counts from now on.</summary>
    public bool TryProlong(string key, TimeSpan? lifetime)
    {
        if (!_entries.TryGetValue(key, out var node) || IsOver(node.Value))
        {
            return false;
        }

        node.Value = node.Value with { Until = lifetime is { } span ? time.GetUtcNow() + span : null };
        return true;
    }

    /// <summary>Ends the time of all values; they can still be had as stale ones.</summary>
    public void ExpireAll()
    {
        var now = time.GetUtcNow();
        for (var node = _order.First; node is not null; node = node.Next)
        {
            node.Value = node.Value with { Until = now };
        }
    }

    public void Clear()
    {
        _entries.Clear();
        _order.Clear();
        Used = 0;
    }

    /// <summary>Takes out values whose time is over, those not used for longest first.</summary>
    /// <param name="most">How many at most.</param>
    /// <returns>How many there were.</returns>
    public int RemoveExpired(int most) => RemoveExpired(most, null);

    /// <summary>Keys whose time is not over, the most recently used first.</summary>
    public List<string> Keys(int most)
    {
        var keys = new List<string>();
        for (var node = _order.First; node is not null && keys.Count < most; node = node.Next)
        {
            if (!IsOver(node.Value))
            {
                keys.Add(node.Value.Key);
            }
        }

        return keys;
    }

    private bool MakeRoom(long needed, LinkedListNode<Entry>? keeping, bool mayEvict, ref bool evicted)
    {
        if (Used + needed > capacity)
        {
            _ = RemoveExpired(int.MaxValue, keeping);
        }

        if (Used + needed > capacity && !mayEvict)
        {
            return false;
        }

        for (var node = _order.Last; Used + needed > capacity && node is not null;)
        {
            var previous = node.Previous;
            if (node != keeping)
            {
                Remove(node.Value.Key);
                evicted = true;
            }

            node = previous;
        }

        return Used + needed <= capacity;
    }

    private int RemoveExpired(int most, LinkedListNode<Entry>? keeping)
    {
        var removed = 0;
        for (var node = _order.Last; node is not null && removed < most;)
        {
            var previous = node.Previous;
            if (node != keeping && IsOver(node.Value))
            {
                Remove(node.Value.Key);
                removed++;
            }

            node = previous;
        }

        return removed;
    }

    private bool IsOver(Entry entry) => entry.Until is { } until && until <= time.GetUtcNow();

    private readonly record struct Entry(string Key, T Value, long Size, DateTimeOffset? Until);
}

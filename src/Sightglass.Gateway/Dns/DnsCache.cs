using System.Collections.Concurrent;

namespace Sightglass.Gateway.Dns;

/// <summary>Remembers outcomes, good and bad, up to a number; then the ones not used for longest give way.</summary>
internal sealed class DnsCache(int capacity, TimeProvider time)
{
    private readonly ConcurrentDictionary<DnsCacheKey, DnsCacheEntry> _entries = new();
    private int _trimming;

    public int Count => _entries.Count;

    /// <summary>What is remembered; null when nothing is, or it is too old even as a stale answer.</summary>
    public DnsCacheEntry? Find(in DnsCacheKey key, long now)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            return null;
        }

        if (now >= entry.StaleUntil)
        {
            _entries.TryRemove(KeyValuePair.Create(key, entry));
            return null;
        }

        entry.LastUsed = now;
        return entry;
    }

    /// <summary>Remembers an outcome.</summary>
    /// <param name="key">Of what.</param>
    /// <param name="outcome">The outcome; its steps are not kept.</param>
    /// <param name="ttl">For how long; nothing is remembered for zero.</param>
    /// <param name="stale">For how long after that it may still be used.</param>
    public void Store(in DnsCacheKey key, DnsOutcome outcome, TimeSpan ttl, TimeSpan stale)
    {
        if (ttl <= TimeSpan.Zero || capacity <= 0)
        {
            _entries.TryRemove(key, out _);
            return;
        }

        var now = time.GetTimestamp();
        var expires = now + Ticks(ttl);
        _entries[key] = new DnsCacheEntry(outcome with { Steps = [] }, expires, expires + Ticks(stale)) { LastUsed = now };
        if (_entries.Count > capacity && Interlocked.Exchange(ref _trimming, 1) == 0)
        {
            Trim(now);
            Volatile.Write(ref _trimming, 0);
        }
    }

    public void Clear() => _entries.Clear();

    public long Ticks(TimeSpan span) => (long)(Math.Min(span.TotalSeconds, 400_000_000) * time.TimestampFrequency);

    /// <summary>Makes room for a tenth, so that not every new name pays for a walk.</summary>
    private void Trim(long now)
    {
        var surplus = _entries.Count - capacity + (capacity / 10);
        foreach (var (key, _) in _entries.OrderBy(pair => now >= pair.Value.StaleUntil ? long.MinValue : pair.Value.LastUsed).Take(surplus))
        {
            _entries.TryRemove(key, out _);
        }
    }
}

using System.Collections.Concurrent;

namespace Sightglass.Plugins.Prometheus;

/// <summary>The series of one metric by their labels, bounded: labels come from traffic and configurations that change.</summary>
internal sealed class SeriesMap<TKey, TSeries>(int max = 10_000)
    where TKey : notnull
    where TSeries : class
{
    private readonly ConcurrentDictionary<TKey, TSeries> _series = new();
    private int _count;
    private long _dropped;

    /// <summary>Observations that found no place.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The series of some labels; null when there are too many.</summary>
    public TSeries? Find(TKey key, Func<TSeries> make)
    {
        if (_series.TryGetValue(key, out var series))
        {
            return series;
        }

        if (Volatile.Read(ref _count) >= max)
        {
            Interlocked.Increment(ref _dropped);
            return null;
        }

        var made = make();
        var kept = _series.GetOrAdd(key, made);
        if (ReferenceEquals(kept, made))
        {
            Interlocked.Increment(ref _count);
        }

        return kept;
    }

    public IEnumerable<KeyValuePair<TKey, TSeries>> All() => _series;
}

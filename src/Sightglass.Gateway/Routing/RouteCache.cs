using System.Numerics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Sightglass.Gateway.Routing;

/// <summary>
/// Remembers what the router found, and that it found nothing. Two such caches belong to each router, so that a rebuild forgets
/// everything. Sets of four with the least recently used one replaced: reading takes no lock and writes at most a tick.
/// </summary>
internal sealed class RouteCache
{
    private const int Ways = 4;

    private readonly Entry?[] _entries;
    private readonly uint _mask;
    private readonly string[] _headerNames;
    private int _clock;

    /// <param name="capacity">Entries kept; rounded up to a power of two.</param>
    /// <param name="headerNames">Headers that at least one route asks for.</param>
    public RouteCache(int capacity, string[] headerNames)
    {
        var sets = BitOperations.RoundUpToPowerOf2((uint)capacity) / Ways;
        _entries = new Entry?[sets * Ways];
        _mask = sets - 1;
        _headerNames = headerNames;
    }

    /// <summary>Looks up.</summary>
    /// <returns>False when nothing is known; true with a null match when it is known that nothing matches.</returns>
    public bool TryGet(in RouteCacheKey key, uint hash, IHeaderDictionary headers, out RouteMatch? match)
    {
        var set = (hash & _mask) * Ways;
        for (var i = set; i < set + Ways; i++)
        {
            var entry = Volatile.Read(ref _entries[i]);
            if (entry is not null
                && entry.Hash == hash
                && entry.Key.Equals(key)
                && RouteCacheKey.SameHeaders(_headerNames, entry.Headers, headers))
            {
                entry.LastUse = _clock;
                match = entry.Match;
                return true;
            }
        }

        match = null;
        return false;
    }

    public void Add(in RouteCacheKey key, uint hash, IHeaderDictionary headers, RouteMatch? match)
    {
        var values = _headerNames.Length == 0 ? [] : new StringValues[_headerNames.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = headers[_headerNames[i]];
        }

        var set = (hash & _mask) * Ways;
        var victim = set;
        for (var i = set; i < set + Ways; i++)
        {
            var entry = Volatile.Read(ref _entries[i]);
            if (entry is null)
            {
                victim = i;
                break;
            }

            if (_clock - entry.LastUse > _clock - (_entries[victim]?.LastUse ?? _clock))
            {
                victim = i;
            }
        }

        // Additions are what time is measured in: among entries that are not added to, order does not matter.
        Volatile.Write(ref _entries[victim], new Entry(key, hash, values, match) { LastUse = Interlocked.Increment(ref _clock) });
    }

    private sealed class Entry(RouteCacheKey key, uint hash, StringValues[] headers, RouteMatch? match)
    {
        public RouteCacheKey Key { get; } = key;

        public uint Hash { get; } = hash;

        public StringValues[] Headers { get; } = headers;

        public RouteMatch? Match { get; } = match;

        public int LastUse { get; set; }
    }
}

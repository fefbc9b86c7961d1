using Sightglass.PluginSdk;

namespace Sightglass.Plugins.RateLimiting;

/// <summary>
/// Counters in this process, shared by all instances of the plugin and kept when the configuration changes. A request that is over a
/// limit is not counted. Deciding and counting are one step, so a limit holds exactly however many requests come at once.
/// </summary>
internal sealed class LocalCounters : ICounters
{
    private const int Shards = 32;
    private readonly Shard[] _shards;

    /// <param name="maxScopes">Scopes that are remembered; beyond, those longest unused are forgotten. Default 500,000.</param>
    public LocalCounters(int maxScopes = 500_000)
    {
        _shards = new Shard[Shards];
        for (var i = 0; i < Shards; i++)
        {
            _shards[i] = new Shard(Math.Max(1, maxScopes / Shards));
        }
    }

    public int Count => _shards.Sum(shard => shard.Count);

    public ValueTask<Usage> CountAsync(PluginContext context, CounterScope scope, Limit[] limits, DateTimeOffset now) =>
        ValueTask.FromResult(ShardOf(scope).CountRequest(scope, limits, now));

    /// <summary>Says how much was counted in each limit's window, and counts nothing.</summary>
    public Usage Peek(CounterScope scope, Limit[] limits, DateTimeOffset now) => ShardOf(scope).Add(scope, limits, now, 0);

    /// <summary>Counts so much in each limit's window.</summary>
    public void Add(CounterScope scope, Limit[] limits, DateTimeOffset now, long amount) => ShardOf(scope).Add(scope, limits, now, amount);

    private Shard ShardOf(CounterScope scope) => _shards[(uint)scope.GetHashCode() % Shards];

    private sealed class Shard(int max)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<CounterScope, Entry> _entries = [];
        private readonly LinkedList<Entry> _byUse = new();

        public int Count
        {
            get
            {
                lock (_lock)
                {
                    return _entries.Count;
                }
            }
        }

        public Usage CountRequest(CounterScope scope, Limit[] limits, DateTimeOffset now)
        {
            lock (_lock)
            {
                var entry = Find(scope);
                var usage = entry.Read(limits, now);
                var exceeded = false;
                for (var i = 0; i < limits.Length; i++)
                {
                    exceeded |= usage[i] >= limits[i].Max;
                }

                for (var i = 0; i < limits.Length && !exceeded; i++)
                {
                    entry.Counts[(int)limits[i].Period]++;
                }

                return usage;
            }
        }

        public Usage Add(CounterScope scope, Limit[] limits, DateTimeOffset now, long amount)
        {
            lock (_lock)
            {
                var entry = Find(scope);
                var usage = entry.Read(limits, now);
                foreach (var limit in limits)
                {
                    entry.Counts[(int)limit.Period] += amount;
                }

                return usage;
            }
        }

        private Entry Find(CounterScope scope)
        {
            if (_entries.TryGetValue(scope, out var entry))
            {
                _byUse.Remove(entry.Node);
                _byUse.AddLast(entry.Node);
                return entry;
            }

            if (_entries.Count >= max && _byUse.First is { } oldest)
            {
                _byUse.Remove(oldest);
                _entries.Remove(oldest.Value.Scope);
            }

            entry = new Entry(scope);
            _entries.Add(scope, entry);
            _byUse.AddLast(entry.Node);
            return entry;
        }
    }

    private sealed class Entry
    {
        public Usage Windows;
        public Usage Counts;

        public Entry(CounterScope scope)
        {
            Scope = scope;
            Node = new LinkedListNode<Entry>(this);
        }

        public CounterScope Scope { get; }

        public LinkedListNode<Entry> Node { get; }

        /// <summary>What was counted in the windows of an instant; those that are over begin anew.</summary>
        public Usage Read(Limit[] limits, DateTimeOffset now)
        {
            var usage = default(Usage);
            for (var i = 0; i < limits.Length; i++)
            {
                var period = limits[i].Period;
                var window = Periods.WindowStart(period, now);
                if (Windows[(int)period] != window)
                {
                    Windows[(int)period] = window;
                    Counts[(int)period] = 0;
                }

                usage[i] = Counts[(int)period];
            }

            return usage;
        }
    }
}

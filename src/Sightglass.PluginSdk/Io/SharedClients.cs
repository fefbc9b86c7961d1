namespace Sightglass.PluginSdk.Io;

/// <summary>
/// Clients that several handlers share by equal options, closed when the last of them is gone. A plugin keeps one for the process, so
/// that connections live on when a new configuration makes new handlers.
/// </summary>
public sealed class SharedClients<TOptions, TClient>
    where TOptions : notnull
    where TClient : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TOptions, Entry> _entries = [];

    /// <summary>Borrows the client for some options, making it when nobody has it yet. Dispose the lease to give it back.</summary>
    public Lease Borrow(TOptions options, Func<TOptions, TClient> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        lock (_lock)
        {
            if (!_entries.TryGetValue(options, out var entry))
            {
                entry = new Entry(options, make(options));
                _entries.Add(options, entry);
            }

            entry.Users++;
            return new Lease(this, entry);
        }
    }

    private ValueTask ReturnAsync(Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Users > 0)
            {
                return default;
            }

            _entries.Remove(entry.Options);
        }

        return entry.Client.DisposeAsync();
    }

    private sealed class Entry(TOptions options, TClient client)
    {
        public TOptions Options => options;

        public TClient Client => client;

        public int Users { get; set; }
    }

    /// <summary>A borrowed client.</summary>
    public sealed class Lease : IAsyncDisposable
    {
        private readonly SharedClients<TOptions, TClient> _owner;
        private readonly Entry _entry;
        private int _returned;

        internal Lease(SharedClients<TOptions, TClient> owner, object entry)
        {
            _owner = owner;
            _entry = (Entry)entry;
        }

        /// <summary>The client.</summary>
        public TClient Client => _entry.Client;

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => Interlocked.Exchange(ref _returned, 1) == 0 ? _owner.ReturnAsync(_entry) : default;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Sightglass.Plugins.ProxyCache;

/// <summary>
/// Kept responses in memory, shared by all instances of the plugin and kept when the configuration changes. Bounded by entries and by bytes:
/// what was used longest ago goes first.
/// </summary>
/// <param name="maxEntries">Responses at most.</param>
/// <param name="maxBytes">Bytes at most, all responses together.</param>
internal sealed class ResponseStore(int maxEntries = ResponseStore.DefaultEntries, long maxBytes = ResponseStore.DefaultBytes)
{
    public const int DefaultEntries = 65_536;
    public const long DefaultBytes = 128L * 1024 * 1024;

    /// <summary>The largest body that is kept.</summary>
    public const int MaxBody = 8 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Area, string Key), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

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

    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <param name="area">The name of the memory, <c>memory.dictionary_name</c>.</param>
    /// <param name="key">The request's key.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="response">What was kept.</param>
    public bool TryGet(string area, string key, long now, [NotNullWhen(true)] out KeptResponse? response)
    {
        lock (_lock)
        {
            response = null;
            if (!_entries.TryGetValue((area, key), out var node))
            {
                return false;
            }

            if (node.Value.Until <= now)
            {
                Remove(node);
                return false;
            }

            _byUse.Remove(node);
            _byUse.AddLast(node);
            response = node.Value.Response;
            return true;
        }
    }

    /// <param name="area">The name of the memory.</param>
    /// <param name="key">The request's key.</param>
    /// <param name="response">What to keep; not kept when it is larger than the whole store may be.</param>
    /// <param name="seconds">For how long.</param>
    public void Set(string area, string key, KeptResponse response, double seconds)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue((area, key), out var earlier))
            {
                Remove(earlier);
            }

            if (response.Size > maxBytes)
            {
                return;
            }

            while (_byUse.First is { } oldest && (_entries.Count >= maxEntries || _bytes + response.Size > maxBytes))
            {
                Remove(oldest);
            }

            var until = seconds >= int.MaxValue ? long.MaxValue : response.StoredAt + (long)Math.Ceiling(seconds);
            _entries.Add((area, key), _byUse.AddLast(new Entry(area, key, response, until)));
            _bytes += response.Size;
        }
    }

    /// <summary>Lets go of a response.</summary>
    /// <returns>False when there was none, or none any more.</returns>
    public bool Remove(string area, string key, long now)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue((area, key), out var node))
            {
                return false;
            }

            Remove(node);
            return node.Value.Until > now;
        }
    }

    /// <summary>Lets go of all responses of a memory.</summary>
    public void Clear(string area)
    {
        lock (_lock)
        {
            for (var node = _byUse.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Area == area)
                {
                    Remove(node);
                }

                node = next;
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove((node.Value.Area, node.Value.Key));
        _bytes -= node.Value.Response.Size;
    }

    private sealed record Entry(string Area, string Key, KeptResponse Response, long Until);
}

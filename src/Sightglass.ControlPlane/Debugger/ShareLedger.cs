namespace Sightglass.ControlPlane.Debugger;

/// <summary>
/// Divides a session's trace limit over its nodes, so that the shares never add up to more than the limit. Not thread-safe: the session that
/// owns it has a lock.
/// </summary>
internal sealed class ShareLedger(int limit)
{
    private readonly Dictionary<Guid, Entry> _entries = [];

    /// <summary>What no node has.</summary>
    public int Free => limit - _entries.Values.Sum(entry => entry.Share);

    /// <summary>Takes up nodes that start together, with equal shares of what is free; the first get one more where it does not divide.</summary>
    public void Open(IReadOnlyCollection<Guid> nodes)
    {
        var free = Free;
        var left = nodes.Count;
        foreach (var node in nodes)
        {
            var part = (free + left - 1) / left;
            _entries.TryAdd(node, new Entry());
            _entries[node].Share += part;
            free -= part;
            left--;
        }
    }

    /// <summary>A node as it was before the control plane was restarted.</summary>
    public void Restore(Guid node, int share, int recorded) => _entries[node] = new Entry { Share = share, Recorded = recorded };

    public bool Has(Guid node) => _entries.ContainsKey(node);

    public int Share(Guid node) => _entries.TryGetValue(node, out var entry) ? entry.Share : 0;

    public int Recorded(Guid node) => _entries.TryGetValue(node, out var entry) ? entry.Recorded : 0;

    /// <summary>What the node says it recorded. It may say less than before when something was lost, or when it was restarted.</summary>
    public void Report(Guid node, int recorded)
    {
        if (_entries.TryGetValue(node, out var entry))
        {
            entry.Recorded = Math.Clamp(recorded, 0, entry.Share);
        }
    }

    /// <summary>Whether the node has used its share up.</summary>
    public bool IsExhausted(Guid node) => _entries.TryGetValue(node, out var entry) && entry.Recorded >= entry.Share;

    /// <summary>Gives the node what is free; says how much that was.</summary>
    public int Grant(Guid node)
    {
        var free = Free;
        if (free > 0 && _entries.TryGetValue(node, out var entry))
        {
            entry.Share += free;
            return free;
        }

        return 0;
    }

    /// <summary>Other nodes with unused parts of their shares, the one with the most first, and the share each is to be asked to keep.</summary>
    public IReadOnlyList<(Guid Node, int Keep)> Donors(Guid needy) =>
    [
        .. _entries
            .Where(entry => entry.Key != needy && entry.Value.Share > entry.Value.Recorded)
            .OrderByDescending(entry => entry.Value.Share - entry.Value.Recorded)
            .Select(entry => (entry.Key, entry.Value.Recorded + ((entry.Value.Share - entry.Value.Recorded) / 2))),
    ];

    /// <summary>A node's share after it was asked to give some back. It never grows by that.</summary>
    public void GaveBack(Guid node, int share, int recorded)
    {
        if (_entries.TryGetValue(node, out var entry))
        {
            entry.Share = Math.Clamp(share, 0, entry.Share);
            entry.Recorded = Math.Clamp(recorded, 0, entry.Share);
        }
    }

    /// <summary>A node records no more: what it did not use is free again.</summary>
    public void Close(Guid node)
    {
        if (_entries.TryGetValue(node, out var entry))
        {
            entry.Share = entry.Recorded;
        }
    }

    private sealed class Entry
    {
        public int Share { get; set; }

        public int Recorded { get; set; }
    }
}

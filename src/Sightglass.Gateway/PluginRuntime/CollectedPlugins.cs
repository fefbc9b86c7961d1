namespace Sightglass.Gateway.PluginRuntime;

/// <summary>
/// The plugin instances that serve one request, in order. Points at the plan's own array where nothing depends on the consumer, and at a
/// list of its own, kept for later requests, otherwise.
/// </summary>
internal struct CollectedPlugins
{
    private PluginEntry[]? _own;
    private PluginEntry[]? _entries;
    private int _count;

    public readonly ReadOnlySpan<PluginEntry> Entries => _entries.AsSpan(0, _count);

    public readonly int Count => _count;

    public readonly PluginEntry this[int index] => _entries![index];

    /// <summary>Takes all instances of a plan that does not depend on the consumer.</summary>
    public void TakeAll(PluginPlan plan)
    {
        _entries = plan.Entries;
        _count = plan.Entries.Length;
    }

    /// <summary>Begins an own list of at most <paramref name="capacity"/> instances.</summary>
    public void Begin(int capacity)
    {
        if (_own is null || _own.Length < capacity)
        {
            _own = new PluginEntry[Math.Max(8, capacity)];
        }

        _entries = _own;
        _count = 0;
    }

    public void Add(PluginEntry entry) => _entries![_count++] = entry;

    public void Clear()
    {
        _own?.AsSpan(0, Math.Min(_count, _own.Length)).Clear();
        _entries = null;
        _count = 0;
    }
}

using Sightglass.Expressions.Patterns;

namespace Sightglass.Gateway.Routing;

/// <summary>The best entry so far while the index is searched.</summary>
internal struct FoundEntry
{
    public RouteEntry? Entry { get; private set; }

    /// <summary>Length of the part of the path that the entry's path took.</summary>
    public int Matched { get; private set; }

    public CompiledPattern? Pattern { get; private set; }

    /// <summary>Entries that were looked at in full.</summary>
    public int Tried;

    public void Set(RouteEntry entry, int matched, CompiledPattern? pattern)
    {
        Entry = entry;
        Matched = matched;
        Pattern = pattern;
    }
}

namespace Sightglass.Gateway.Routing;

/// <summary>Finds entries by host: exact names by one lookup, wildcards by one lookup per label, the rest last.</summary>
internal sealed class HostIndex
{
    private readonly Dictionary<string, PathIndex>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly Dictionary<string, PathIndex>.AlternateLookup<ReadOnlySpan<char>> _suffixes;
    private readonly Dictionary<string, PathIndex>.AlternateLookup<ReadOnlySpan<char>> _prefixes;
    private readonly bool _hasExact;
    private readonly bool _hasSuffixes;
    private readonly bool _hasPrefixes;
    private readonly PathIndex? _any;

    /// <param name="entries">In order of rank.</param>
    public HostIndex(IReadOnlyList<RouteEntry> entries)
    {
        var exact = Build(entries, HostKind.Exact);
        var suffixes = Build(entries, HostKind.Suffix);
        var prefixes = Build(entries, HostKind.Prefix);
        _hasExact = exact.Count > 0;
        _hasSuffixes = suffixes.Count > 0;
        _hasPrefixes = prefixes.Count > 0;
        _exact = exact.GetAlternateLookup<ReadOnlySpan<char>>();
        _suffixes = suffixes.GetAlternateLookup<ReadOnlySpan<char>>();
        _prefixes = prefixes.GetAlternateLookup<ReadOnlySpan<char>>();
        var any = entries.Where(static entry => !entry.FiledHosts.Any()).ToList();
        _any = any.Count > 0 ? new PathIndex(any) : null;
    }

    public FoundEntry Find(in RouterRequest request)
    {
        var found = default(FoundEntry);
        if (_hasExact && _exact.TryGetValue(request.Host, out var index))
        {
            index.Find(request, ref found);
        }

        if (_hasSuffixes)
        {
            FindSuffixes(request, ref found);
        }

        if (_hasPrefixes)
        {
            FindPrefixes(request, ref found);
        }

        _any?.Find(request, ref found);
        return found;
    }

    private void FindSuffixes(in RouterRequest request, ref FoundEntry found)
    {
        var host = request.Host;
        for (var i = 0; i < host.Length; i++)
        {
            if (host[i] == '.' && _suffixes.TryGetValue(host[i..], out var index))
            {
                index.Find(request, ref found);
            }
        }
    }

    private void FindPrefixes(in RouterRequest request, ref FoundEntry found)
    {
        var host = request.Host;
        for (var i = 0; i < host.Length; i++)
        {
            if (host[i] == '.' && _prefixes.TryGetValue(host[..(i + 1)], out var index))
            {
                index.Find(request, ref found);
            }
        }
    }

    private static Dictionary<string, PathIndex> Build(IReadOnlyList<RouteEntry> entries, HostKind kind)
        => entries
            .SelectMany(entry => entry.FiledHosts
                .Where(host => host.Kind == kind)
                .Select(static host => host.Text)
                .Distinct(StringComparer.Ordinal)
                .Select(text => (text, entry)))
            .GroupBy(static pair => pair.text, static pair => pair.entry)
            .ToDictionary(static group => group.Key, static group => new PathIndex(group), StringComparer.OrdinalIgnoreCase);
}

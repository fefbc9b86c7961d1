namespace Sightglass.Gateway.Routing;

/// <summary>
/// Finds entries by the start of a path: one hash lookup per distinct length of prefix, however many entries there are. Plain paths
/// are filed under themselves, regexes under the literal text they begin with, expressions under what they ask of the path, everything else
/// under the empty prefix.
/// </summary>
internal sealed class PathIndex
{
    private readonly int[] _lengths;
    private readonly Dictionary<string, RouteEntry[]>.AlternateLookup<ReadOnlySpan<char>> _byPrefix;

    /// <param name="entries">In order of rank.</param>
    public PathIndex(IEnumerable<RouteEntry> entries)
    {
        var lists = new Dictionary<string, List<RouteEntry>>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            foreach (var prefix in entry.FiledPrefixes.Distinct(StringComparer.Ordinal))
            {
                if (!lists.TryGetValue(prefix, out var list))
                {
                    lists.Add(prefix, list = []);
                }

                list.Add(entry);
            }
        }

        _lengths = [.. lists.Keys.Select(static prefix => prefix.Length).Distinct().OrderDescending()];
        _byPrefix = lists.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToArray(), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Finds the entry of the lowest rank below <paramref name="found"/>'s that matches.</summary>
    public void Find(in RouterRequest request, ref FoundEntry found)
    {
        foreach (var length in _lengths)
        {
            if (length > request.Path.Length || !_byPrefix.TryGetValue(request.Path.AsSpan(0, length), out var entries))
            {
                continue;
            }

            foreach (var entry in entries)
            {
                if (found.Entry is not null && entry.Rank >= found.Entry.Rank)
                {
                    break;
                }

                found.Tried++;
                if (entry.Matches(request, out var matched, out var pattern))
                {
                    found.Set(entry, matched, pattern);
                    break;
                }
            }
        }
    }
}

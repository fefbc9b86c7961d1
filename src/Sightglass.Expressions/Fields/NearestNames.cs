using System.Collections.Immutable;

namespace Sightglass.Expressions.Fields;

/// <summary>Finds what the author of an unknown field name may have meant.</summary>
internal static class NearestNames
{
    private const int MaxSuggestions = 3;

    // Longer names are not typing errors, and the comparison is quadratic.
    private const int MaxNameLength = 128;

    public static ImmutableArray<string> Find(string name, FieldCatalogue catalogue)
    {
        if (name.Length is 0 or > MaxNameLength)
        {
            return [];
        }

        var scored = new List<(double Score, string Name)>();
        foreach (var candidate in catalogue.PlainNames)
        {
            Consider(scored, name, candidate, candidate);
        }

        foreach (var wildcard in catalogue.Fields)
        {
            if (wildcard.Shape == FieldShape.Wildcard)
            {
                ConsiderWildcard(scored, name, wildcard);
            }
            else if (wildcard.Shape == FieldShape.Bracket)
            {
                Consider(scored, name, wildcard.Name, wildcard.Name);
            }
        }

        return [.. scored.OrderBy(entry => entry.Score).ThenBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => entry.Name).Distinct().Take(MaxSuggestions)];
    }

    private static void ConsiderWildcard(List<(double Score, string Name)> scored, string name, FieldDefinition wildcard)
    {
        var prefix = wildcard.Name[..^2];
        if (name.TrimEnd('.') == prefix)
        {
            scored.Add((0, prefix + ".<name>"));
            return;
        }

        // The label is the author's own: compare what stands before it, and keep it in the suggestion.
        var dot = name.LastIndexOf('.');
        if (dot > 0 && dot < name.Length - 1)
        {
            Consider(scored, name[..dot], prefix, prefix + name[dot..]);
        }
    }

    private static void Consider(List<(double Score, string Name)> scored, string name, string candidate, string suggestion)
    {
        var distance = EditDistance.Between(name, candidate);
        if (distance <= Math.Max(2, name.Length / 5))
        {
            scored.Add((distance, suggestion));
        }
        else if (name.Length >= 4 && (candidate.StartsWith(name, StringComparison.Ordinal) || candidate.EndsWith('.' + name, StringComparison.Ordinal)))
        {
            // The beginning or the end of a name is a better guess than its distance says, and never better than a near miss.
            scored.Add((name.Length, suggestion));
        }
    }
}

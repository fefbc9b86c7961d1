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

        var near = new List<(int Distance, string Name)>();
        foreach (var candidate in catalogue.PlainNames)
        {
            Consider(near, name, candidate, candidate);
        }

        foreach (var field in catalogue.Fields)
        {
            if (field.Shape == FieldShape.Wildcard)
            {
                ConsiderWildcard(near, name, field);
            }
            else if (field.Shape == FieldShape.Bracket)
            {
                Consider(near, name, field.Name, field.Name);
            }
        }

        // The beginning or the end of a name is a guess for when nothing is near.
        var names = near.Count > 0
            ? near.OrderBy(entry => entry.Distance).ThenBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => entry.Name)
            : catalogue.PlainNames.Where(candidate => IsPartOf(name, candidate)).Order(StringComparer.Ordinal);
        return [.. names.Distinct().Take(MaxSuggestions)];
    }

    private static void ConsiderWildcard(List<(int Distance, string Name)> near, string name, FieldDefinition wildcard)
    {
        var prefix = wildcard.Name[..^2];
        if (name.TrimEnd('.') == prefix)
        {
            near.Add((0, prefix + ".<name>"));
            return;
        }

        // The label is the author's own: compare what stands before it, and keep it in the suggestion.
        var dot = name.LastIndexOf('.');
        if (dot > 0 && dot < name.Length - 1)
        {
            Consider(near, name[..dot], prefix, prefix + name[dot..]);
        }
    }

    private static void Consider(List<(int Distance, string Name)> near, string name, string candidate, string suggestion)
    {
        var distance = EditDistance.Between(name, candidate);
        if (distance <= Math.Max(2, name.Length / 5))
        {
            near.Add((distance, suggestion));
        }
    }

    private static bool IsPartOf(string name, string candidate) => name.Length >= 4
        && (candidate.StartsWith(name, StringComparison.Ordinal) || candidate.EndsWith('.' + name, StringComparison.Ordinal));
}

using System.Collections.Immutable;
using Sightglass.Expressions.Fields;

namespace Sightglass.Expressions.Checking;

/// <summary>What to do about a field that is not known, or whose label is not right.</summary>
internal static class FieldHints
{
    public static string? For(string name, FieldDefinition? found, FieldCatalogue catalogue)
    {
        if (found is not null)
        {
            return found.LabelHint;
        }

        // One label too many: http.headers.a.b.
        for (var dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            if (catalogue.TryFindWildcardByPrefix(name[..dot], out var wildcard) && name.IndexOf('.', dot + 1) > 0)
            {
                return $"{wildcard.Name} takes exactly one name without a dot";
            }
        }

        return Join(catalogue.Nearest(name));
    }

    private static string? Join(ImmutableArray<string> names) => names switch
    {
        [] => null,
        [var only] => $"did you mean {only}?",
        [.. var first, var last] => $"did you mean {string.Join(", ", first)} or {last}?",
    };
}

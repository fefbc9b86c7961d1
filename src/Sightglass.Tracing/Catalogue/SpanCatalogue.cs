using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Sightglass.Tracing.Catalogue;

/// <summary>
/// The single source of truth about the spans: what each means, where it stands, what it carries. The verifier, the viewer and
/// the docs page <c>docs/spans.md</c> read it.
/// </summary>
public static class SpanCatalogue
{
    /// <summary>Every span, grouped by what it is about; the root is first.</summary>
    public static ImmutableArray<SpanDefinition> All { get; } =
        [.. ClientSpans.All, .. PhaseSpans.All, .. IoSpans.All, .. UpstreamSpans.All];

    private static readonly FrozenDictionary<string, SpanDefinition> Fixed =
        All.Where(definition => !definition.IsPattern).ToFrozenDictionary(definition => definition.Name);

    private static readonly SpanDefinition[] Patterns = [.. All.Where(definition => definition.IsPattern)];

    /// <summary>Finds what is known about the spans of a name; newer spellings of a name are understood.</summary>
    /// <returns>False for a name that is not in the catalogue.</returns>
    public static bool TryFind(string name, [NotNullWhen(true)] out SpanDefinition? definition)
    {
        if (Fixed.TryGetValue(name, out definition))
        {
            return true;
        }

        foreach (var pattern in Patterns)
        {
            if (pattern.Matches(name))
            {
                definition = pattern;
                return true;
            }
        }

        return Aliases.Spans.TryGetValue(name, out var current) && Fixed.TryGetValue(current, out definition);
    }

    /// <summary>What a span of this name is about; <see cref="SpanCategory.Foreign"/> when the gateway records no such span.</summary>
    public static SpanCategory CategoryOf(string name) =>
        TryFind(name, out var definition) ? definition.Category : SpanCategory.Foreign;

    /// <summary>The plugin that a span's name says ran; null for every other span.</summary>
    public static string? PluginOf(string name)
    {
        const string marker = ".plugin.";
        return TryFind(name, out var definition) && definition.Category == SpanCategory.Plugin
            ? name[(name.IndexOf(marker, StringComparison.Ordinal) + marker.Length)..]
            : null;
    }
}

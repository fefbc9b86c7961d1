using System.Text;

namespace Sightglass.Tracing.Catalogue;

/// <summary>Writes the docs page about the spans, <c>docs/spans.md</c>, from the catalogue.</summary>
internal static class SpanCatalogueDocument
{
    public static string Render()
    {
        var page = new StringBuilder();
        page.Append(
            """
            # Spans

            Every span a trace may hold. This page is made from the catalogue in the code; a test compares the two.

            - Times are on one monotonic clock per trace. A span lies inside its parent, from the parent's first nanosecond to its last;
              only `kong.phase.log` comes after the root, and is no part of the total.
            - A span that did not happen is absent. An attribute without a value is absent.
            - Sizes are in bytes, durations in nanoseconds.
            - `{plugin}` and `{function}` stand for any name.
            - An attribute marked *always* is on every such span; *unless failed* means that it may be missing from a span with
              status error, because the step did not get so far.
            - A span that was still open when the step around it ended is closed there and carries `sightglass.cut`.


            """);
        page.Append("| span | kind | about | parents | in total |\n| --- | --- | --- | --- | --- |\n");
        foreach (var definition in SpanCatalogue.All)
        {
            page.Append($"| `{definition.Name}` | {definition.Kind} | {About(definition.Category)} | {Parents(definition)} | {(definition.InTotal ? "yes" : "no")} |\n");
        }

        foreach (var definition in SpanCatalogue.All)
        {
            Section(page, definition);
        }

        AliasTables(page);
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void Section(StringBuilder page, SpanDefinition definition)
    {
        page.Append($"\n## `{definition.Name}`\n\n{definition.Description}\n\n");
        page.Append($"- Starts: {definition.Starts}\n- Ends: {definition.Ends}\n");
        if (definition.Repeats)
        {
            page.Append("- May occur several times under one parent.\n");
        }

        if (definition.Attributes.IsEmpty)
        {
            return;
        }

        page.Append("\n| attribute | type | present | meaning |\n| --- | --- | --- | --- |\n");
        foreach (var use in definition.Attributes)
        {
            page.Append($"| `{use.Key.Name}` | {Type(use.Key.Type)} | {Need(use.Need)} | {use.Meaning ?? use.Key.Meaning} |\n");
        }
    }

    private static void AliasTables(StringBuilder page)
    {
        page.Append("\n## Aliases\n\nNewer spellings, understood in sampling rules and when a trace is read; never recorded.\n\n");
        page.Append("| spelling | means |\n| --- | --- |\n");
        foreach (var alias in Aliases.All)
        {
            page.Append($"| `{alias.Key}` | `{alias.Value.Name}` |\n");
        }

        page.Append($"| `{Aliases.LatencyTotalMilliseconds}` | `{AttributeKeys.ProxyKongLatencyTotal.Name}` in whole milliseconds, rounded down |\n");
        foreach (var alias in Aliases.Spans.OrderBy(alias => alias.Key, StringComparer.Ordinal))
        {
            page.Append($"| span `{alias.Key}` | span `{alias.Value}` |\n");
        }
    }

    private static string Parents(SpanDefinition definition) => definition switch
    {
        { Parents.IsEmpty: true } => "–",
        _ when definition.Parents.Intersect(PhaseSpans.PluginNames).Count() == PhaseSpans.PluginNames.Length =>
            string.Join(", ", ["any plugin span", .. definition.Parents.Except(PhaseSpans.PluginNames).Select(name => $"`{name}`")]),
        _ => string.Join(", ", definition.Parents.Select(name => $"`{name}`")),
    };

    private static string About(SpanCategory category) => category switch
    {
        SpanCategory.ThirdParty => "third party",
        _ => category.ToString().ToLowerInvariant(),
    };

    private static string Type(AttributeType type) => type.ToString().ToLowerInvariant();

    private static string Need(AttributeNeed need) => need switch
    {
        AttributeNeed.Required => "always",
        AttributeNeed.RequiredUnlessFailed => "unless failed",
        _ => "when known",
    };
}

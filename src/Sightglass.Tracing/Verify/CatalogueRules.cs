namespace Sightglass.Tracing.Verify;

/// <summary>Names, kinds, places.</summary>
internal static class CatalogueRules
{
    public static void Check(VerifiedTrace trace)
    {
        var seen = new HashSet<(int Parent, string Name)>();
        for (var index = 0; index < trace.Parents.Length; index++)
        {
            var span = trace.Trace.Spans[index];
            if (trace.Definitions[index] is not { } definition)
            {
                trace.Report(TraceRule.Name, index, "The catalogue has no such span.");
                continue;
            }

            if (span.Kind != definition.Kind)
            {
                trace.Report(TraceRule.Kind, index, $"Its kind is {span.Kind}, expected {definition.Kind}.");
            }

            CheckPlacement(trace, index);
            if (!definition.Repeats && !seen.Add((trace.Parents[index], span.Name)))
            {
                trace.Report(TraceRule.Repetition, index, "It occurs twice under one parent.");
            }
        }
    }

    private static void CheckPlacement(VerifiedTrace trace, int index)
    {
        var definition = trace.Definitions[index]!;
        if (trace.Parents[index] < 0)
        {
            // Where the parent is missing altogether, that is reported as such.
            return;
        }

        var parent = trace.Definitions[trace.Parents[index]];
        if (definition.Parents.IsEmpty)
        {
            trace.Report(TraceRule.Placement, index, $"It stands under '{trace.Trace.Spans[trace.Parents[index]].Name}', but it is the root.");
        }
        else if (parent is not null && !definition.Parents.Contains(parent.Name))
        {
            trace.Report(
                TraceRule.Placement,
                index,
                $"It stands under '{trace.Trace.Spans[trace.Parents[index]].Name}', expected {string.Join(" or ", definition.Parents.Select(name => $"'{name}'"))}.");
        }
    }
}

using System.Collections.Immutable;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Verify;

/// <summary>
/// Checks a captured trace against the catalogue and against what must hold for every trace: one root, strict nesting in time,
/// start order, exact sums. Knows nothing of how the trace came to be.
/// </summary>
public static class TraceVerifier
{
    /// <summary>Looks for everything that is wrong with a trace.</summary>
    /// <returns>Nothing when the trace is as it must be.</returns>
    public static ImmutableArray<TraceViolation> Verify(Trace trace)
    {
        if (trace.Spans.IsDefaultOrEmpty)
        {
            return [new TraceViolation(TraceRule.Root, "The trace has no spans.")];
        }

        var verified = new VerifiedTrace(trace);
        StructureRules.Check(verified);
        TimeRules.Check(verified);
        CatalogueRules.Check(verified);
        AttributeRules.Check(verified);
        ValueRules.Check(verified);
        AccountingRules.Check(verified);
        return [.. verified.Violations];
    }
}

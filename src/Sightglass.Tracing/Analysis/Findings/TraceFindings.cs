using System.Collections.Immutable;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Analysis.Findings;

/// <summary>Looks at a trace as a person would, and says what stands out.</summary>
public static class TraceFindings
{
    /// <summary>The findings, what matters most first, otherwise in the order of time.</summary>
    public static ImmutableArray<Finding> Of(Trace trace, FindingThresholds? thresholds = null)
    {
        var context = new FindingContext(trace, thresholds ?? FindingThresholds.Default);
        OutcomeFindings.Look(context);
        UpstreamFindings.Look(context);
        ThirdPartyFindings.Look(context);
        ShareFindings.Look(context);
        ConnectionFindings.Look(context);
        return
        [
            .. context.Found
                .OrderByDescending(finding => finding.Severity)
                .ThenBy(finding => trace.Spans[finding.Span].StartTime),
        ];
    }
}

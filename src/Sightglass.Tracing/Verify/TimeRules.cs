using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Verify;

/// <summary>Strict nesting, no filler, the order of the steps.</summary>
internal static class TimeRules
{
    /// <summary>Steps whose first occurrences follow one another whatever happens between.</summary>
    private static readonly string[] Stages =
    [
        SpanNames.ReadClientHttpHeaders.Text,
        SpanNames.PhaseRewrite.Text,
        SpanNames.PhaseAccess.Text,
        SpanNames.UpstreamSelection.Text,
        SpanNames.SendRequestToUpstream.Text,
        SpanNames.ReadHeadersFromUpstream.Text,
        SpanNames.PhaseHeaderFilter.Text,
        SpanNames.PhaseBodyFilter.Text,
        SpanNames.PhaseLog.Text,
    ];

    public static void Check(VerifiedTrace trace)
    {
        for (var index = 0; index < trace.Parents.Length; index++)
        {
            CheckSpan(trace, index);
            CheckNesting(trace, index);
            CheckEvents(trace, index);
        }

        CheckStages(trace);
    }

    private static void CheckSpan(VerifiedTrace trace, int index)
    {
        var span = trace.Trace.Spans[index];
        if (span.EndTime < span.StartTime)
        {
            trace.Report(TraceRule.Duration, index, $"It ends {span.StartTime - span.EndTime} ns before it starts.");
        }
        else if (span.Duration == 0 && !span.Name.StartsWith("kong.phase.", StringComparison.Ordinal) && !trace.IsCut(index))
        {
            // A phase is there whenever it ran, and one without plugins may take less than the clock's step.
            trace.Report(TraceRule.Filler, index, "It takes no time at all: a step that did not happen has no span.");
        }
    }

    private static void CheckNesting(VerifiedTrace trace, int index)
    {
        if (trace.Parents[index] < 0)
        {
            return;
        }

        var span = trace.Trace.Spans[index];
        var parent = trace.Trace.Spans[trace.Parents[index]];
        var isAfter = trace.Parents[index] == 0 && trace.Definitions[index] is { InTotal: false };
        if (isAfter && span.StartTime < parent.EndTime)
        {
            trace.Report(TraceRule.Nesting, index, $"It starts {parent.EndTime - span.StartTime} ns before the request has ended; it is no part of the total.");
        }
        else if (!isAfter && span.StartTime < parent.StartTime)
        {
            trace.Report(TraceRule.Nesting, index, $"It starts {parent.StartTime - span.StartTime} ns before its parent '{parent.Name}'.");
        }
        else if (!isAfter && span.EndTime > parent.EndTime)
        {
            trace.Report(TraceRule.Nesting, index, $"It ends {span.EndTime - parent.EndTime} ns after its parent '{parent.Name}'.");
        }
    }

    private static void CheckEvents(VerifiedTrace trace, int index)
    {
        var span = trace.Trace.Spans[index];
        foreach (var happened in span.Events)
        {
            if (happened.Time < span.StartTime || happened.Time > span.EndTime)
            {
                trace.Report(TraceRule.Events, index, $"Its event '{happened.Name}' lies outside of it.");
            }
        }
    }

    private static void CheckStages(VerifiedTrace trace)
    {
        var before = -1;
        foreach (var stage in Stages)
        {
            var index = FirstChildOfRoot(trace, stage);
            if (index < 0)
            {
                continue;
            }

            if (before >= 0 && trace.Trace.Spans[index].StartTime < trace.Trace.Spans[before].StartTime)
            {
                trace.Report(TraceRule.Stages, index, $"It starts before '{trace.Trace.Spans[before].Name}', which comes first in a request.");
            }

            before = index;
        }
    }

    private static int FirstChildOfRoot(VerifiedTrace trace, string name)
    {
        var first = -1;
        for (var index = 1; index < trace.Parents.Length; index++)
        {
            var span = trace.Trace.Spans[index];
            if (trace.Parents[index] == 0 && span.Name == name && (first < 0 || span.StartTime < trace.Trace.Spans[first].StartTime))
            {
                first = index;
            }
        }

        return first;
    }
}

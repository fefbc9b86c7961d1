using System.Collections.Immutable;

namespace Sightglass.Tracing.Analysis;

/// <summary>The time a span spends itself: its duration without what its children cover. Children that overlap count once.</summary>
public static class SelfTime
{
    /// <summary>The self time of every span, in nanoseconds.</summary>
    public static ImmutableArray<long> Of(TraceTree tree)
    {
        var times = new long[tree.Parents.Length];
        for (var span = 0; span < times.Length; span++)
        {
            times[span] = Of(tree, span);
        }

        return [.. times];
    }

    /// <summary>The self time of one span, in nanoseconds.</summary>
    public static long Of(TraceTree tree, int span)
    {
        var parent = tree.Trace.Spans[span];
        var covered = 0L;
        var reached = parent.StartTime;
        foreach (var index in tree.ChildrenOf(span))
        {
            var child = tree.Trace.Spans[index];
            var from = Math.Max(child.StartTime, reached);
            var until = Math.Min(child.EndTime, parent.EndTime);
            if (until > from)
            {
                covered += until - from;
                reached = until;
            }
        }

        return parent.Duration - covered;
    }
}

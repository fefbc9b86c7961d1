using System.Collections.Immutable;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Analysis;

/// <summary>A trace laid out for the waterfall: one row per span, each followed by the rows below it.</summary>
public sealed class WaterfallRows
{
    private WaterfallRows(ImmutableArray<WaterfallRow> rows, long begin, long length)
    {
        Rows = rows;
        Begin = begin;
        Length = length;
    }

    /// <summary>The rows, parents before children, siblings in start order.</summary>
    public ImmutableArray<WaterfallRow> Rows { get; }

    /// <summary>Unix nanoseconds at which the scale begins.</summary>
    public long Begin { get; }

    /// <summary>The scale's length in nanoseconds: from the first start to the last end, the log phase included.</summary>
    public long Length { get; }

    public static WaterfallRows Of(Trace trace) => Of(TraceTree.Of(trace));

    public static WaterfallRows Of(TraceTree tree)
    {
        var spans = tree.Trace.Spans;
        var order = tree.PreOrder();
        var critical = CriticalTimes(tree);
        var begin = spans.Min(span => span.StartTime);
        var rowOf = new int[spans.Length];
        var depths = new int[spans.Length];
        var rows = new WaterfallRow[order.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            var index = order[row];
            var parent = tree.Parents[index];
            rowOf[index] = row;
            depths[index] = parent < 0 ? 0 : depths[parent] + 1;
            rows[row] = new WaterfallRow(
                index,
                parent < 0 ? -1 : rowOf[parent],
                depths[index],
                0,
                spans[index].StartTime - begin,
                spans[index].Duration,
                SelfTime.Of(tree, index),
                critical[index],
                SpanCatalogue.CategoryOf(spans[index].Name),
                spans[index].Status == SpanStatus.Error);
        }

        // Backwards, so that a row is whole before it is added to its parent's.
        for (var row = rows.Length - 1; row > 0; row--)
        {
            if (rows[row].Parent is var parent and >= 0)
            {
                rows[parent] = rows[parent] with { SubtreeLength = rows[parent].SubtreeLength + rows[row].SubtreeLength + 1 };
            }
        }

        return new WaterfallRows([.. rows], begin, spans.Max(span => span.EndTime) - begin);
    }

    private static long[] CriticalTimes(TraceTree tree)
    {
        var times = new long[tree.Trace.Spans.Length];
        foreach (var segment in CriticalPath.Of(tree))
        {
            times[segment.Span] += segment.Duration;
        }

        return times;
    }
}

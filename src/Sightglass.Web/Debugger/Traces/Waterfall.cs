using System.Collections.Immutable;
using Sightglass.Tracing.Analysis;
using Sightglass.Tracing.Model;

namespace Sightglass.Web.Debugger.Traces;

/// <summary>A trace laid out for showing: <see cref="WaterfallRows"/> with what only a screen needs.</summary>
public sealed class Waterfall
{
    private Waterfall(Trace trace, ImmutableArray<WaterfallLine> rows, ImmutableArray<CriticalStretch> critical, WaterfallRows layout)
    {
        Rows = rows;
        Critical = critical;
        Duration = layout.Length;
        ResponseEnd = trace.Root.EndTime - layout.Begin;
    }

    public ImmutableArray<WaterfallLine> Rows { get; }

    /// <summary>The critical path in order of time.</summary>
    public ImmutableArray<CriticalStretch> Critical { get; }

    /// <summary>Length of the time axis in nanoseconds. Longer than the request when the log phase ran after the response.</summary>
    public long Duration { get; }

    /// <summary>Nanoseconds from the axis' start to the end of the root: when the response was done.</summary>
    public long ResponseEnd { get; }

    public int Failed => Rows.Count(r => r.Failed);

    public static Waterfall Create(Trace trace)
    {
        var tree = TraceTree.Of(trace);
        var layout = WaterfallRows.Of(tree);
        var failedBelow = FailedBelow(layout.Rows);
        var rowOf = new int[trace.Spans.Length];
        var rows = ImmutableArray.CreateBuilder<WaterfallLine>(layout.Rows.Length);
        for (var index = 0; index < layout.Rows.Length; index++)
        {
            var row = layout.Rows[index];
            rowOf[row.Span] = index;
            rows.Add(new WaterfallLine(index, trace.Spans[row.Span], row, failedBelow[index]));
        }

        var critical = CriticalPath.Of(tree).Select(s => new CriticalStretch(rowOf[s.Span], s.Start - layout.Begin, s.End - layout.Begin));
        return new Waterfall(trace, rows.MoveToImmutable(), [.. critical], layout);
    }

    /// <summary>Line of a span; null when the id is not in the trace.</summary>
    public WaterfallLine? Find(string? spanId) =>
        spanId is null ? null : Rows.FirstOrDefault(r => r.Span.SpanId.ToHexString() == spanId);

    // Backwards, every row is complete before its parent is reached.
    private static int[] FailedBelow(ImmutableArray<WaterfallRow> rows)
    {
        var failed = new int[rows.Length];
        for (var i = rows.Length - 1; i > 0; i--)
        {
            if (rows[i].Parent is >= 0 and var parent)
            {
                failed[parent] += failed[i] + (rows[i].IsFailed ? 1 : 0);
            }
        }

        return failed;
    }
}

/// <summary>A stretch of the critical path.</summary>
/// <param name="Row">The line it lies on.</param>
/// <param name="Start">Nanoseconds from the axis' start.</param>
/// <param name="End">Nanoseconds from the axis' start.</param>
public readonly record struct CriticalStretch(int Row, long Start, long End);

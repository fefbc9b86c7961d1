using System.Collections.Immutable;
using System.Diagnostics;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Sightglass.Web.Debugger.Traces;

/// <summary>
/// A trace laid out for showing: its spans in pre-order with their geometry. Built in one walk without recursion, so that depth is
/// bounded by memory and not by the stack. Spans whose parent is unknown become roots; a cycle of parents is broken at its first span.
/// </summary>
public sealed class Waterfall
{
    private Waterfall(ImmutableArray<WaterfallRow> rows, long start, long end, long responseEnd)
    {
        Rows = rows;
        Start = start;
        Duration = end - start;
        ResponseEnd = responseEnd;
    }

    public ImmutableArray<WaterfallRow> Rows { get; }

    /// <summary>Where the time axis begins: Unix nanoseconds.</summary>
    public long Start { get; }

    /// <summary>Length of the time axis in nanoseconds. Longer than the request when the log phase ran after the response.</summary>
    public long Duration { get; }

    /// <summary>Nanoseconds from <see cref="Start"/> to the end of the first root: when the response was done.</summary>
    public long ResponseEnd { get; }

    public int Failed => Rows.Count(r => r.Failed);

    public static Waterfall Create(Trace trace)
    {
        var spans = trace.Spans;
        var start = spans.Min(s => s.StartTime);
        var end = spans.Max(s => s.EndTime);
        var children = ChildrenOf(spans, out var roots);

        var drafts = new List<Draft>(spans.Length);
        var pending = new Stack<(int Span, int Depth, int Parent)>();
        var visited = new bool[spans.Length];
        for (var next = 0; drafts.Count < spans.Length; next++)
        {
            // After the true roots come spans that only a cycle of parents could have hidden.
            var root = next < roots.Count ? roots[next] : Array.IndexOf(visited, false);
            pending.Push((root, 0, -1));
            while (pending.TryPop(out var item))
            {
                if (visited[item.Span])
                {
                    continue;
                }

                visited[item.Span] = true;
                var index = drafts.Count;
                drafts.Add(new Draft(spans[item.Span], item.Depth, item.Parent, SelfTime(spans[item.Span], children[item.Span], spans)));
                if (children[item.Span] is { } below)
                {
                    for (var i = below.Count - 1; i >= 0; i--)
                    {
                        pending.Push((below[i], item.Depth + 1, index));
                    }
                }
            }
        }

        return new Waterfall(Finish(drafts, start), start, end, spans[0].EndTime - start);
    }

    /// <summary>Row of a span; null when the id is not in the trace.</summary>
    public WaterfallRow? Find(string? spanId) =>
        spanId is null ? null : Rows.FirstOrDefault(r => r.Span.SpanId.ToHexString() == spanId);

    private static List<int>?[] ChildrenOf(ImmutableArray<Span> spans, out List<int> roots)
    {
        var places = new Dictionary<ActivitySpanId, int>(spans.Length);
        for (var i = 0; i < spans.Length; i++)
        {
            places.TryAdd(spans[i].SpanId, i);
        }

        roots = [];
        var children = new List<int>?[spans.Length];
        for (var i = 0; i < spans.Length; i++)
        {
            if (spans[i].ParentSpanId is { } parent && places.TryGetValue(parent, out var place) && place != i)
            {
                (children[place] ??= []).Add(i);
            }
            else
            {
                roots.Add(i);
            }
        }

        // Spans of foreign senders need not come in start order; a stable sort keeps the order of those that do.
        for (var i = 0; i < children.Length; i++)
        {
            if (children[i] is { } list)
            {
                children[i] = [.. list.OrderBy(c => spans[c].StartTime)];
            }
        }

        return children;
    }

    private static long SelfTime(Span span, List<int>? children, ImmutableArray<Span> spans)
    {
        if (children is null)
        {
            return span.Duration;
        }

        long covered = 0;
        var reached = span.StartTime;
        foreach (var child in children)
        {
            var from = Math.Max(spans[child].StartTime, reached);
            var to = Math.Min(spans[child].EndTime, span.EndTime);
            if (to > from)
            {
                covered += to - from;
                reached = to;
            }
        }

        return span.Duration - covered;
    }

    private static ImmutableArray<WaterfallRow> Finish(List<Draft> drafts, long start)
    {
        var lengths = new int[drafts.Count];
        var failed = new int[drafts.Count];
        var rows = ImmutableArray.CreateBuilder<WaterfallRow>(drafts.Count);
        rows.Count = drafts.Count;

        // Backwards, every row is complete before its parent is reached.
        for (var i = drafts.Count - 1; i >= 0; i--)
        {
            var draft = drafts[i];
            lengths[i]++;
            rows[i] = new WaterfallRow
            {
                Span = draft.Span,
                Index = i,
                Depth = draft.Depth,
                SubtreeLength = lengths[i],
                Parent = draft.Parent < 0 ? null : draft.Parent,
                Offset = draft.Span.StartTime - start,
                SelfTime = draft.SelfTime,
                Category = SpanCatalogue.CategoryOf(draft.Span.Name),
                FailedBelow = failed[i],
            };

            if (draft.Parent >= 0)
            {
                lengths[draft.Parent] += lengths[i];
                failed[draft.Parent] += failed[i] + (rows[i].Failed ? 1 : 0);
            }
        }

        return rows.MoveToImmutable();
    }

    private readonly record struct Draft(Span Span, int Depth, int Parent, long SelfTime);
}

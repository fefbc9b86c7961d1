using System.Collections.Immutable;

namespace Sightglass.Tracing.Analysis;

/// <summary>
/// The chain of steps that made the request take as long as it did. Found backwards from the root's end: at each instant the
/// child that was running then, the one started last when there are several; where none was, the child that ended last before it;
/// and between them the span itself. The segments cover the root without gap or overlap.
/// </summary>
public static class CriticalPath
{
    /// <summary>The segments in order of time.</summary>
    public static ImmutableArray<CriticalSegment> Of(TraceTree tree)
    {
        var segments = new List<CriticalSegment>();
        var pending = new Stack<(int Span, long End)>();
        pending.Push((0, tree.Trace.Root.EndTime));
        while (pending.TryPop(out var next))
        {
            Split(tree, next.Span, next.End, segments, pending);
        }

        segments.Sort((left, right) => left.Start.CompareTo(right.Start));
        return [.. segments];
    }

    /// <summary>Divides a span's time up to an instant among itself and its children.</summary>
    private static void Split(TraceTree tree, int span, long end, List<CriticalSegment> segments, Stack<(int Span, long End)> pending)
    {
        var spans = tree.Trace.Spans;
        var cursor = end;
        foreach (var (child, until) in Backwards(tree, span, end))
        {
            Add(until, cursor);
            pending.Push((child, until));
            cursor = spans[child].StartTime;
        }

        Add(spans[span].StartTime, cursor);

        void Add(long from, long to)
        {
            if (to > from)
            {
                segments.Add(new CriticalSegment(span, from, to));
            }
        }
    }

    private static IEnumerable<(int Child, long Until)> Backwards(TraceTree tree, int span, long end)
    {
        var spans = tree.Trace.Spans;
        var start = spans[span].StartTime;
        var byEnd = tree.ChildrenOf(span).Where(child => spans[child].StartTime >= start).ToArray();
        Array.Sort(byEnd, (left, right) => spans[right].EndTime.CompareTo(spans[left].EndTime));

        // The children that had not ended at the cursor, the one started last on top.
        var running = new PriorityQueue<int, long>();
        var next = 0;
        var cursor = end;
        while (cursor > start)
        {
            while (next < byEnd.Length && spans[byEnd[next]].EndTime >= cursor)
            {
                running.Enqueue(byEnd[next], -spans[byEnd[next]].StartTime);
                next++;
            }

            while (running.TryPeek(out var late, out _) && spans[late].StartTime >= cursor)
            {
                running.Dequeue();
            }

            int child;
            if (running.TryDequeue(out var current, out _))
            {
                child = current;
            }
            else if (next < byEnd.Length)
            {
                child = byEnd[next++];
            }
            else
            {
                yield break;
            }

            yield return (child, Math.Min(spans[child].EndTime, cursor));
            cursor = spans[child].StartTime;
        }
    }
}

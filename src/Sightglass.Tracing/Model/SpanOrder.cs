namespace Sightglass.Tracing.Model;

/// <summary>The order of a trace's spans: by start, and a parent always before its children, whatever the clocks say.</summary>
internal static class SpanOrder
{
    /// <summary>Orders spans that are given by their parents' positions.</summary>
    /// <param name="parents">For each span its parent's position, or a negative number for a span without one.</param>
    /// <param name="starts">For each span when it starts.</param>
    /// <returns>The spans' positions in order. Spans in a circle of parents are not in it.</returns>
    public static int[] Of(ReadOnlySpan<int> parents, ReadOnlySpan<long> starts)
    {
        var (firstChild, nextSibling) = Children(parents);
        var ready = new PriorityQueue<int, (long Start, int Position)>(parents.Length);
        for (var span = 0; span < parents.Length; span++)
        {
            if (parents[span] < 0)
            {
                ready.Enqueue(span, (starts[span], span));
            }
        }

        var order = new int[parents.Length];
        var count = 0;
        while (ready.TryDequeue(out var span, out _))
        {
            order[count++] = span;
            for (var child = firstChild[span]; child >= 0; child = nextSibling[child])
            {
                ready.Enqueue(child, (starts[child], child));
            }
        }

        return count == order.Length ? order : order[..count];
    }

    /// <summary>Turns parents' positions into lists of children, in the order of their positions.</summary>
    public static (int[] FirstChild, int[] NextSibling) Children(ReadOnlySpan<int> parents)
    {
        var firstChild = new int[parents.Length];
        var nextSibling = new int[parents.Length];
        firstChild.AsSpan().Fill(-1);
        for (var span = parents.Length - 1; span >= 0; span--)
        {
            var parent = parents[span];
            if (parent >= 0)
            {
                nextSibling[span] = firstChild[parent];
                firstChild[parent] = span;
            }
            else
            {
                nextSibling[span] = -1;
            }
        }

        return (firstChild, nextSibling);
    }
}

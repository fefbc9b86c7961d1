using System.Collections.Immutable;
using System.Diagnostics;
using Sightglass.Tracing.Model;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Sightglass.Tracing.Analysis;

/// <summary>
/// The tree that a trace's spans form, by their indices. No recursion anywhere, so a trace may be as deep as it has spans. Spans
/// whose parent is not in the trace stand at the top.
/// </summary>
public sealed class TraceTree
{
    private readonly int[] _firstChild;
    private readonly int[] _nextSibling;

    private TraceTree(Trace trace, int[] parents)
    {
        Trace = trace;
        Parents = [.. parents];
        (_firstChild, _nextSibling) = SpanOrder.Children(parents);
    }

    public Trace Trace { get; }

    /// <summary>For each span its parent's index; -1 at the top.</summary>
    public ImmutableArray<int> Parents { get; }

    public static TraceTree Of(Trace trace)
    {
        var places = new Dictionary<ActivitySpanId, int>(trace.Spans.Length);
        for (var index = 0; index < trace.Spans.Length; index++)
        {
            places.TryAdd(trace.Spans[index].SpanId, index);
        }

        var parents = new int[trace.Spans.Length];
        for (var index = 0; index < parents.Length; index++)
        {
            // A parent stands before its children; anything else would be a circle.
            parents[index] = trace.Spans[index].ParentSpanId is { } parent && places.TryGetValue(parent, out var place) && place < index ? place : -1;
        }

        return new TraceTree(trace, parents);
    }

    /// <summary>A span's children, in start order.</summary>
    public IEnumerable<int> ChildrenOf(int span)
    {
        for (var child = _firstChild[span]; child >= 0; child = _nextSibling[child])
        {
            yield return child;
        }
    }

    /// <summary>All spans, each followed by what is below it, siblings in start order.</summary>
    public ImmutableArray<int> PreOrder()
    {
        var order = ImmutableArray.CreateBuilder<int>(Parents.Length);
        for (var top = 0; top < Parents.Length; top++)
        {
            if (Parents[top] < 0)
            {
                Walk(top, order);
            }
        }

        return order.MoveToImmutable();
    }

    private void Walk(int top, ImmutableArray<int>.Builder order)
    {
        var span = top;
        while (true)
        {
            order.Add(span);
            if (_firstChild[span] >= 0)
            {
                span = _firstChild[span];
                continue;
            }

            while (span != top && _nextSibling[span] < 0)
            {
                span = Parents[span];
            }

            if (span == top)
            {
                return;
            }

            span = _nextSibling[span];
        }
    }
}

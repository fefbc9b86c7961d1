using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Verify;

/// <summary>One root, distinct ids, start order, statuses.</summary>
internal static class StructureRules
{
    public static void Check(VerifiedTrace trace)
    {
        CheckRoot(trace);
        CheckIds(trace);
        CheckOrder(trace);
        CheckStatus(trace);
    }

    private static void CheckRoot(VerifiedTrace trace)
    {
        if (trace.Trace.Root.Name != SpanNames.Root.Text)
        {
            trace.Report(TraceRule.Root, 0, $"The first span must be the root, '{SpanNames.Root}'.");
        }

        if (trace.Parents[0] >= 0)
        {
            trace.Report(TraceRule.Root, 0, "The first span has a parent in the trace.");
        }

        for (var index = 1; index < trace.Parents.Length; index++)
        {
            if (trace.Parents[index] < 0)
            {
                trace.Report(
                    TraceRule.Root,
                    index,
                    trace.Trace.Spans[index].ParentSpanId is { } parent ? $"Its parent {parent} is not in the trace." : "It has no parent; only the root may have none.");
            }
        }
    }

    private static void CheckIds(VerifiedTrace trace)
    {
        var seen = new HashSet<string>();
        for (var index = 0; index < trace.Parents.Length; index++)
        {
            var id = trace.Trace.Spans[index].SpanId.ToHexString();
            if (id.AsSpan().Trim('0').IsEmpty)
            {
                trace.Report(TraceRule.Ids, index, "The span id is all zeros.");
            }
            else if (!seen.Add(id))
            {
                trace.Report(TraceRule.Ids, index, "Another span has the same id.");
            }
        }

        if (trace.Trace.Root.TryGet(AttributeKeys.KongRequestId, out var requestId) && requestId.AsString != trace.Trace.RequestId)
        {
            trace.Report(TraceRule.Ids, 0, $"{AttributeKeys.KongRequestId} is '{requestId}', but the trace is that of request '{trace.Trace.RequestId}'.");
        }
    }

    private static void CheckOrder(VerifiedTrace trace)
    {
        for (var index = 1; index < trace.Parents.Length; index++)
        {
            if (trace.Trace.Spans[index].StartTime < trace.Trace.Spans[index - 1].StartTime)
            {
                trace.Report(TraceRule.Order, index, $"It starts before '{trace.Trace.Spans[index - 1].Name}', which stands before it.");
            }

            if (trace.Parents[index] > index)
            {
                trace.Report(TraceRule.Order, index, "It stands before its parent.");
            }
        }
    }

    private static void CheckStatus(VerifiedTrace trace)
    {
        for (var index = 0; index < trace.Parents.Length; index++)
        {
            var span = trace.Trace.Spans[index];
            if (span.Status == SpanStatus.Error && string.IsNullOrEmpty(span.StatusMessage))
            {
                trace.Report(TraceRule.Status, index, "The status is error, and no message says why.");
            }
            else if (span.Status != SpanStatus.Error && span.StatusMessage is not null)
            {
                trace.Report(TraceRule.Status, index, $"The status is {span.Status}, but there is a message: '{span.StatusMessage}'.");
            }

            if (trace.IsCut(index) && span.Status != SpanStatus.Error)
            {
                trace.Report(TraceRule.Status, index, "The span was cut, so its status must be error.");
            }
        }
    }
}

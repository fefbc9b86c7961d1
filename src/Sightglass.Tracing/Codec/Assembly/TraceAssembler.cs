using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Codec.Assembly;

/// <summary>
/// Puts the spans of a message together to traces. A span that carries a request id heads a trace of its own, with all that is
/// below it; what remains of a trace id is one trace, whose request id is the trace id.
/// </summary>
internal sealed class TraceAssembler(OtlpLimits limits)
{
    private readonly List<WireSpan> _spans = [];
    private int _rejected;
    private string? _reason;

    /// <exception cref="OtlpFormatException">The message has more spans than allowed.</exception>
    public void Add(WireSpan span)
    {
        if (_spans.Count == limits.Items)
        {
            throw new OtlpFormatException($"The message holds more than {limits.Items} spans; send smaller batches.");
        }

        if (span.Fault is { } fault)
        {
            Reject($"Span '{span.Name}': {fault}.");
        }
        else
        {
            _spans.Add(span);
        }
    }

    /// <summary>Counts a span that is left out.</summary>
    public void Reject(string reason)
    {
        _rejected++;
        _reason ??= reason;
    }

    public OtlpTraceBatch Assemble()
    {
        var traces = ImmutableArray.CreateBuilder<TraceEnvelope>();
        foreach (var group in _spans.GroupBy(span => (span.TraceId, string.Join(',', span.Origin.SessionIds))))
        {
            AssembleTrace([.. group.DistinctBy(span => span.SpanId)], group.Count(), traces);
        }

        return new OtlpTraceBatch(traces.ToImmutable(), _rejected, _reason);
    }

    private void AssembleTrace(WireSpan[] spans, int withDuplicates, ImmutableArray<TraceEnvelope>.Builder traces)
    {
        for (var duplicate = spans.Length; duplicate < withDuplicates; duplicate++)
        {
            Reject("A span id occurs twice in a trace.");
        }

        var requestIds = spans.Select(RequestIdOf).ToArray();
        var parents = Parents(spans, requestIds);
        var order = SpanOrder.Of(parents, [.. spans.Select(span => (long)span.StartTime)]);
        for (var circular = order.Length; circular < spans.Length; circular++)
        {
            Reject("The parents of spans go round in a circle.");
        }

        // In this order a parent is seen first, so its head is known.
        var heads = new int[spans.Length];
        foreach (var span in order)
        {
            heads[span] = requestIds[span] is not null ? span : parents[span] >= 0 ? heads[parents[span]] : -1;
        }

        foreach (var trace in order.GroupBy(span => heads[span]))
        {
            var members = trace.Select(span => spans[span]).ToList();
            if (trace.Key < 0)
            {
                RootFirst(members);
            }

            traces.Add(Envelope(members, trace.Key < 0 ? null : requestIds[trace.Key]));
        }
    }

    private static int[] Parents(WireSpan[] spans, string?[] requestIds)
    {
        var places = new Dictionary<ulong, int>(spans.Length);
        for (var span = 0; span < spans.Length; span++)
        {
            places[spans[span].SpanId] = span;
        }

        var parents = new int[spans.Length];
        for (var span = 0; span < spans.Length; span++)
        {
            parents[span] = requestIds[span] is null ? places.GetValueOrDefault(spans[span].ParentSpanId, -1) : -1;
        }

        return parents;
    }

    /// <summary>Of the spans whose parent is not here, one without any parent is the root; else the one that starts first.</summary>
    private static void RootFirst(List<WireSpan> spans)
    {
        var root = spans.FindIndex(span => span.ParentSpanId == 0);
        if (root > 0)
        {
            var first = spans[root];
            spans.RemoveAt(root);
            spans.Insert(0, first);
        }
    }

    private static TraceEnvelope Envelope(List<WireSpan> members, string? requestId)
    {
        var spans = members.Select(WireSpanConversion.ToSpan).ToImmutableArray();
        var root = spans[0];
        var traceId = WireSpanConversion.ToTraceId(members[0].TraceId);
        var trace = new Trace
        {
            RequestId = requestId ?? traceId.ToHexString(),
            TraceId = traceId,
            NodeId = members[0].Origin.NodeId,
            Spans = spans,
            DroppedSpans = root.TryGet(AttributeKeys.SightglassDroppedSpans, out var dropped) && dropped.Type == AttributeType.Int
                ? (int)Math.Clamp(dropped.AsInt, 0, int.MaxValue)
                : 0,
            Latency = LatencyAttributes.Read(root),
        };
        return new TraceEnvelope(trace, members[0].Origin);
    }

    private static string? RequestIdOf(WireSpan span)
    {
        if (Find(AttributeKeys.KongRequestId.Name, out var id))
        {
            return id;
        }

        foreach (var spelling in Aliases.SpellingsOf[AttributeKeys.KongRequestId.Name])
        {
            if (Find(spelling, out id))
            {
                return id;
            }
        }

        return null;

        bool Find(string name, [NotNullWhen(true)] out string? found)
        {
            found = span.Attributes.TryGet(name, out var value) && IsRequestId(value.AsString) ? value.AsString : null;
            return found is not null;
        }
    }

    /// <summary>Request ids become parts of paths and file names, so only what is harmless there is one.</summary>
    private static bool IsRequestId(string text) =>
        text.Length is > 0 and <= 64 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}

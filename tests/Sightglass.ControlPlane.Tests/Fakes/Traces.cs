using System.Diagnostics;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Codec;
using Sightglass.Tracing.Model;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Sightglass.ControlPlane.Tests.Fakes;

/// <summary>Makes traces from what a test cares for.</summary>
internal static class Traces
{
    private static int _count;

    public static Trace Create(
        string? requestId = null,
        string method = "GET",
        string path = "/orders",
        int status = 200,
        long totalNs = 5_000_000,
        long? startNs = null,
        string nodeId = "11111111-1111-1111-1111-111111111111")
    {
        var number = Interlocked.Increment(ref _count);
        var start = startNs ?? 1_700_000_000_000_000_000 + (number * 1_000_000_000L);
        var root = ActivitySpanId.CreateRandom();
        var upstream = totalNs / 2;
        return new Trace
        {
            RequestId = requestId ?? Guid.NewGuid().ToString("N"),
            TraceId = ActivityTraceId.CreateRandom(),
            NodeId = nodeId,
            Latency = new LatencyBreakdown(totalNs, totalNs - upstream, upstream, 0, 0, 0, 0, 0, 0),
            Spans =
            [
                new Span
                {
                    SpanId = root,
                    Name = SpanNames.Root.Text,
                    Kind = SpanKind.Server,
                    StartTime = start,
                    EndTime = start + totalNs,
                    Attributes =
                    [
                        Attribute(AttributeKeys.HttpRequestMethod, AttributeValue.From(method)),
                        Attribute(AttributeKeys.UrlFull, AttributeValue.From($"http://gateway.test{path}")),
                        Attribute(AttributeKeys.HttpResponseStatusCode, AttributeValue.From((long)status)),
                        Attribute(AttributeKeys.ProxyKongLatencyTotal, AttributeValue.From(totalNs)),
                        Attribute(AttributeKeys.ProxyKongLatencyInternal, AttributeValue.From(totalNs - upstream)),
                        Attribute(AttributeKeys.ProxyKongLatencyUpstream, AttributeValue.From(upstream)),
                        Attribute(AttributeKeys.ProxyKongLatencyClient, AttributeValue.From(0L)),
                        Attribute(AttributeKeys.ProxyKongLatency3pTotalIo, AttributeValue.From(0L)),
                    ],
                },
                new Span
                {
                    SpanId = ActivitySpanId.CreateRandom(),
                    ParentSpanId = root,
                    Name = "kong.access.plugin.key-auth",
                    StartTime = start + 10,
                    EndTime = start + 1_000,
                    Status = status >= 500 ? SpanStatus.Error : SpanStatus.Unset,
                },
            ],
        }.WithRequestId();
    }

    public static TraceEnvelope For(this Trace trace, params Guid[] sessions) =>
        new(trace, new TelemetryOrigin { NodeId = trace.NodeId, SessionIds = [.. sessions.Select(session => session.ToString())] });

    private static Trace WithRequestId(this Trace trace)
    {
        var root = trace.Spans[0];
        root = root with { Attributes = root.Attributes.Add(Attribute(AttributeKeys.KongRequestId, AttributeValue.From(trace.RequestId))) };
        return trace with { Spans = trace.Spans.SetItem(0, root) };
    }

    private static KeyValuePair<string, AttributeValue> Attribute(AttributeKey key, AttributeValue value) => new(key.Name, value);
}

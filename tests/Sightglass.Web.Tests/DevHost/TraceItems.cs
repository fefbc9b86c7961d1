using Sightglass.ControlPlane.Debugger;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;
using Trace = Sightglass.Tracing.Model.Trace;

namespace Sightglass.Web.Tests.DevHost;

/// <summary>A trace's line in a list.</summary>
internal static class TraceItems
{
    public static TraceItem Of(Trace trace)
    {
        var root = trace.Root;
        return new TraceItem
        {
            RequestId = trace.RequestId,
            TraceId = trace.TraceId.ToHexString(),
            RootSpanId = root.SpanId.ToHexString(),
            StartedAt = DateTimeOffset.UnixEpoch.AddTicks(root.StartTime / 100),
            DurationMs = root.Duration / 1_000_000.0,
            Method = Text(root, AttributeKeys.HttpRequestMethod),
            Path = Text(root, AttributeKeys.UrlFull) is { } url ? new Uri(url).AbsolutePath : null,
            StatusCode = Number(root, AttributeKeys.HttpResponseStatusCode),
            UpstreamStatusCode = Number(root, AttributeKeys.ProxyKongUpstreamStatusCode),
            RouteId = Text(root, AttributeKeys.ProxyKongRouteId),
            ServiceId = Text(root, AttributeKeys.ProxyKongServiceId),
            SpanCount = trace.Spans.Length,
            Latency = trace.Latency,
            NodeId = trace.NodeId,
        };
    }

    private static string? Text(Span span, AttributeKey key) => span.TryGet(key.Name, out var value) ? value.ToString() : null;

    private static int? Number(Span span, AttributeKey key) => span.TryGet(key.Name, out var value) ? (int)value.AsInt : null;
}

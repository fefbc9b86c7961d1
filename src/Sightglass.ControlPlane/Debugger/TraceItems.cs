using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>Makes the line of a list from a whole trace.</summary>
internal static class TraceItems
{
    public static TraceItem From(Trace trace)
    {
        var root = trace.Root;
        return new TraceItem
        {
            RequestId = trace.RequestId,
            TraceId = trace.TraceId.ToHexString(),
            RootSpanId = root.SpanId.ToHexString(),
            StartedAt = DateTimeOffset.UnixEpoch.AddTicks(root.StartTime / TimeSpan.NanosecondsPerTick),
            DurationMs = trace.Latency.Total / 1_000_000.0,
            Method = Text(root, AttributeKeys.HttpRequestMethod),
            Path = Path(root),
            StatusCode = Number(root, AttributeKeys.HttpResponseStatusCode),
            UpstreamStatusCode = Number(root, AttributeKeys.ProxyKongUpstreamStatusCode),
            RouteId = Text(root, AttributeKeys.ProxyKongRouteId),
            ServiceId = Text(root, AttributeKeys.ProxyKongServiceId),
            ConsumerId = Text(root, AttributeKeys.ProxyKongConsumerId),
            SpanCount = trace.Spans.Length,
            Latency = trace.Latency,
            NodeId = trace.NodeId,
        };
    }

    private static string? Path(Span root) =>
        Text(root, AttributeKeys.UrlFull) is not { } url ? null
        : Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.AbsolutePath
        : url;

    private static string? Text(Span span, AttributeKey key) => Find(span, key) is { Type: AttributeType.String } value ? value.AsString : null;

    private static int? Number(Span span, AttributeKey key) =>
        Find(span, key) is { Type: AttributeType.Int, AsInt: >= int.MinValue and <= int.MaxValue } value ? (int)value.AsInt : null;

    /// <summary>The attribute under its own name, or under one that others in the family give it.</summary>
    private static AttributeValue? Find(Span span, AttributeKey key)
    {
        if (span.TryGet(key.Name, out var value))
        {
            return value;
        }

        foreach (var alias in Aliases.All)
        {
            if (alias.Value == key && span.TryGet(alias.Key, out value))
            {
                return value;
            }
        }

        return null;
    }
}

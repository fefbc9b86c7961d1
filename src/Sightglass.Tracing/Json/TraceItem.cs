using System.Globalization;
using Sightglass.Tracing.Catalogue;
using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Json;

/// <summary>A trace in a list, as the control plane's API gives it. Members without a value are null.</summary>
public record TraceItem
{
    public required string RequestId { get; init; }

    /// <summary>32 hex digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>16 hex digits.</summary>
    public required string RootSpanId { get; init; }

    /// <summary>RFC 3339, UTC, microseconds.</summary>
    public required string StartedAt { get; init; }

    /// <summary>The root's duration in milliseconds, with the nanoseconds as its fraction.</summary>
    public double DurationMs { get; init; }

    public string? Method { get; init; }

    /// <summary>The path of <c>url.full</c>.</summary>
    public string? Path { get; init; }

    public long? StatusCode { get; init; }

    public long? UpstreamStatusCode { get; init; }

    public string? RouteId { get; init; }

    public string? ServiceId { get; init; }

    public string? ConsumerId { get; init; }

    public int SpanCount { get; init; }

    public int LogCount { get; init; }

    public bool HasPayload { get; init; }

    /// <summary>Makes the item of a trace.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="logCount">How many log entries are kept with it.</param>
    /// <param name="hasPayload">Whether headers or bodies are kept with it.</param>
    public static TraceItem From(Trace trace, int logCount = 0, bool hasPayload = false) => new()
    {
        RequestId = trace.RequestId,
        TraceId = trace.TraceId.ToHexString(),
        RootSpanId = trace.Root.SpanId.ToHexString(),
        StartedAt = Rfc3339(trace.Root.StartTime),
        DurationMs = trace.Root.Duration / 1e6,
        Method = Text(trace.Root, AttributeKeys.HttpRequestMethod),
        Path = Text(trace.Root, AttributeKeys.UrlFull) is { } url ? PathOf(url) : null,
        StatusCode = Int(trace.Root, AttributeKeys.HttpResponseStatusCode),
        UpstreamStatusCode = Int(trace.Root, AttributeKeys.ProxyKongUpstreamStatusCode),
        RouteId = Text(trace.Root, AttributeKeys.ProxyKongRouteId),
        ServiceId = Text(trace.Root, AttributeKeys.ProxyKongServiceId),
        ConsumerId = Text(trace.Root, AttributeKeys.ProxyKongConsumerId),
        SpanCount = trace.Spans.Length,
        LogCount = logCount,
        HasPayload = hasPayload,
    };

    internal static string Rfc3339(long unixNanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(unixNanoseconds / 100).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>What stands behind the authority; not parsed further, so that it is shown as it was asked for.</summary>
    private static string PathOf(string url)
    {
        var authority = url.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0)
        {
            return url;
        }

        var path = url.IndexOf('/', authority + 3);
        return path < 0 ? "/" : url[path..];
    }

    private static string? Text(Span root, AttributeKey key) =>
        root.TryGet(key, out var value) && value.Type == AttributeType.String ? value.AsString : null;

    private static long? Int(Span root, AttributeKey key) =>
        root.TryGet(key, out var value) && value.Type == AttributeType.Int ? value.AsInt : null;
}

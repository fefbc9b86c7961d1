using System.Text.Json.Serialization;
using Sightglass.Tracing.Model;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>A trace in a list.</summary>
public sealed record TraceItem
{
    public required string RequestId { get; init; }

    /// <summary>32 hex digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>16 hex digits.</summary>
    public required string RootSpanId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>First byte in to last byte out, in milliseconds with fractions.</summary>
    public required double DurationMs { get; init; }

    public string? Method { get; init; }

    public string? Path { get; init; }

    public int? StatusCode { get; init; }

    public int? UpstreamStatusCode { get; init; }

    public string? RouteId { get; init; }

    public string? ServiceId { get; init; }

    public string? ConsumerId { get; init; }

    public required int SpanCount { get; init; }

    public int LogCount { get; init; }

    public bool HasPayload { get; init; }

    /// <summary>How the time divides; null when the trace does not say.</summary>
    [JsonIgnore]
    public LatencyBreakdown? Latency { get; init; }

    /// <summary>The node that recorded it.</summary>
    [JsonIgnore]
    public string? NodeId { get; init; }
}

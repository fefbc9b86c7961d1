using Sightglass.ControlPlane.Debugger;
using Sightglass.Tracing.Model;

namespace Sightglass.Web.Debugger.Sessions;

/// <summary>One line of a session's list of traces, with the names of what it only has ids of.</summary>
public sealed record TraceRow
{
    public required TraceItem Item { get; init; }

    /// <summary>The route's name, or its id when it has none or is gone; null when no route matched.</summary>
    public required string? Route { get; init; }

    public required string? Service { get; init; }

    public required string? Node { get; init; }

    /// <summary>Total in nanoseconds.</summary>
    public long Total => Item.Latency?.Total ?? (long)(Item.DurationMs * 1_000_000);

    public LatencyBreakdown? Latency => Item.Latency;

    /// <summary>The request failed: no response, or a status from 500.</summary>
    public bool Failed => Item.StatusCode is null or >= 500;
}

using System.Diagnostics;

namespace Sightglass.Plugins.OpenTelemetry;

/// <summary>What access decided about a request's trace.</summary>
/// <param name="TraceId">The trace that the upstream is told of.</param>
/// <param name="IsSampled">Whether its spans are exported.</param>
/// <param name="Flags">Its flags, for log records.</param>
internal sealed record TraceDecision(ActivityTraceId TraceId, bool IsSampled, uint Flags);

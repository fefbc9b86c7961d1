using Sightglass.Tracing.Model;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>Makes the line of a list from a whole trace.</summary>
internal static class TraceItems
{
    public static TraceItem From(Trace trace)
    {
        var item = Tracing.Json.TraceItem.From(trace);
        return new TraceItem
        {
            RequestId = item.RequestId,
            TraceId = item.TraceId,
            RootSpanId = item.RootSpanId,
            StartedAt = DateTimeOffset.UnixEpoch.AddTicks(trace.Root.StartTime / TimeSpan.NanosecondsPerTick),
            DurationMs = item.DurationMs,
            Method = item.Method,
            Path = item.Path,
            StatusCode = Code(item.StatusCode),
            UpstreamStatusCode = Code(item.UpstreamStatusCode),
            RouteId = item.RouteId,
            ServiceId = item.ServiceId,
            ConsumerId = item.ConsumerId,
            SpanCount = item.SpanCount,
            Latency = trace.Latency,
            NodeId = trace.NodeId,
        };
    }

    /// <summary>A foreign trace may claim any number.</summary>
    private static int? Code(long? value) => value is >= 0 and <= 999 ? (int)value : null;
}

using Sightglass.ControlPlane.Debugger;
using Sightglass.Tracing.Model;

namespace Sightglass.ControlPlane.Storage.Records;

/// <summary>What is kept of a trace for lists, before it is encrypted.</summary>
internal sealed record StoredTraceItem(TraceItem Item, LatencyBreakdown? Latency, string? NodeId)
{
    public static StoredTraceItem From(TraceItem item) => new(item, item.Latency, item.NodeId);

    public TraceItem ToItem() => Item with { Latency = Latency, NodeId = NodeId };
}

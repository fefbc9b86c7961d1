using System.Globalization;
using Sightglass.Gateway.Debugging;
using Sightglass.Gateway.Hosting;
using Sightglass.PluginSdk.Metrics;

namespace Sightglass.Gateway.Metrics;

/// <summary>The metrics that a node always has, all with the prefix <c>sightglass_</c>.</summary>
internal static class OwnMetrics
{
    public static void Write(MetricsWriter writer, GatewayHost host, SessionRegistry sessions, TraceOutbox outbox, Guid nodeId, string version)
    {
        writer.Family("sightglass_node_info", "gauge", "The node's id and version.");
        writer.Sample(1, new("node_id", nodeId.ToString()), new("version", version));
        writer.Family("sightglass_configuration_info", "gauge", "The hash of the configuration in force.");
        writer.Sample(1, new MetricLabel("hash", host.Configuration.Hash));
        Traffic(writer, host.Metrics);
        Debugging(writer, sessions, outbox);
        Memory(writer);
        Gauge(writer, "sightglass_dns_cache_entries", "Outcomes of name lookups that are remembered.", host.Runtime.Dns.CacheCount);
    }

    private static void Traffic(MetricsWriter writer, GatewayMetrics metrics)
    {
        Counter(writer, "sightglass_connections_accepted_total", "Client connections accepted.", metrics.ConnectionsAccepted);
        Gauge(writer, "sightglass_connections_active", "Client connections that are open.", metrics.ConnectionsActive);
        Counter(writer, "sightglass_requests_total", "Requests served.", metrics.Requests);
        Counter(writer, "sightglass_request_failures_total", "Requests that the gateway answered itself because something failed.", metrics.Failures);
    }

    private static void Debugging(MetricsWriter writer, SessionRegistry sessions, TraceOutbox outbox)
    {
        var traces = sessions.Totals();
        Gauge(writer, "sightglass_debug_sessions_active", "Debug sessions that run on this node.", sessions.Current.Sessions.Length);
        Counter(writer, "sightglass_traces_delivered_total", "Traces recorded for debug sessions and delivered.", traces.Delivered);
        Counter(writer, "sightglass_traces_dropped_total", "Traces that debug sessions wanted and did not get: over their share, or lost.", traces.Dropped);
        Gauge(writer, "sightglass_traces_pending", "Traces recorded and not delivered yet.", traces.Pending);
        Gauge(writer, "sightglass_trace_outbox_length", "Traces that wait to be sent.", outbox.Count);
    }

    private static void Memory(MetricsWriter writer)
    {
        Gauge(writer, "sightglass_memory_managed_heap_bytes", "Bytes of the managed heap in use.", GC.GetTotalMemory(forceFullCollection: false));
        Gauge(writer, "sightglass_memory_working_set_bytes", "Resident bytes of the process.", Environment.WorkingSet);
        Counter(writer, "sightglass_memory_allocated_bytes_total", "Bytes allocated on the managed heap.", GC.GetTotalAllocatedBytes());
        writer.Family("sightglass_garbage_collections_total", "counter", "Garbage collections by generation.");
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            writer.Sample(GC.CollectionCount(generation), new MetricLabel("generation", generation.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private static void Counter(MetricsWriter writer, string name, string help, long value)
    {
        writer.Family(name, "counter", help);
        writer.Sample(value);
    }

    private static void Gauge(MetricsWriter writer, string name, string help, long value)
    {
        writer.Family(name, "gauge", help);
        writer.Sample(value);
    }
}

using Sightglass.PluginSdk.Metrics;

namespace Sightglass.Plugins.Prometheus;

/// <summary>The metrics of the node.</summary>
internal static class NodeMetrics
{
    private static readonly string[] HealthStates = ["healthchecks_off", "healthy", "unhealthy", "dns_error"];

    public static void Write(MetricsWriter writer, NodeStatus node, bool withHealth)
    {
        var id = new MetricLabel("node_id", node.NodeId.ToString("D"));
        var subsystem = new MetricLabel("subsystem", "http");
        writer.Family("kong_node_info", "gauge", "The node's id and version.");
        writer.Sample(1, id, new("version", node.Version));

        writer.Family("kong_nginx_connections_total", "gauge", "Client connections by state.");
        writer.Sample(node.ConnectionsAccepted, id, subsystem, new("state", "accepted"));
        writer.Sample(node.ConnectionsActive, id, subsystem, new("state", "active"));
        writer.Sample(node.ConnectionsAccepted, id, subsystem, new("state", "handled"));
        writer.Sample(node.TotalRequests, id, subsystem, new("state", "total"));

        writer.Family("kong_nginx_requests_total", "gauge", "Requests received.");
        writer.Sample(node.TotalRequests, id, subsystem);

        writer.Family("kong_nginx_timers", "gauge", "Timers of the process.");
        writer.Sample(Timer.ActiveCount, new MetricLabel("state", "running"));

        if (node.DatastoreReachable is { } reachable)
        {
            writer.Family("kong_datastore_reachable", "gauge", "Whether the source of the configuration can be reached; 0 means no.");
            writer.Sample(reachable ? 1 : 0);
        }

        writer.Family("kong_memory_managed_heap_bytes", "gauge", "Bytes of the managed heap in use.");
        writer.Sample(GC.GetTotalMemory(forceFullCollection: false), id);
        writer.Family("kong_memory_process_bytes", "gauge", "Resident bytes of the process.");
        writer.Sample(Environment.WorkingSet, id);

        if (withHealth)
        {
            WriteHealth(writer, node);
        }
    }

    private static void WriteHealth(MetricsWriter writer, NodeStatus node)
    {
        writer.Family("kong_upstream_target_health", "gauge", "Health of targets: 1 for the state an address is in.");
        foreach (var target in node.Targets)
        {
            foreach (var state in HealthStates)
            {
                writer.Sample(
                    state == target.State ? 1 : 0,
                    new("upstream", target.Upstream),
                    new("target", target.Target),
                    new("address", target.Address),
                    new("state", state),
                    new("subsystem", "http"));
            }
        }
    }
}

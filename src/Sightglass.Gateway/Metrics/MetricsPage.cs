using System.Buffers;
using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Debugging;
using Sightglass.Gateway.Health;
using Sightglass.Gateway.Hosting;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Metrics;

namespace Sightglass.Gateway.Metrics;

/// <summary>What a metrics scraper reads: the node's own metrics, then those of plugins that are configured and have some.</summary>
internal sealed class MetricsPage(GatewayHost host, GatewayOptions options, SessionRegistry sessions, TraceOutbox outbox, string version)
{
    /// <summary>The page as it is now.</summary>
    public ReadOnlyMemory<byte> Write()
    {
        var buffer = new ArrayBufferWriter<byte>(8_192);
        var writer = new MetricsWriter(buffer);
        OwnMetrics.Write(writer, host, sessions, outbox, options.NodeId, version);
        var sources = options.Plugins.OfType<IMetricsSource>().Where(IsConfigured).ToList();
        if (sources.Count > 0)
        {
            var status = Status();
            foreach (var source in sources)
            {
                source.Collect(writer, status);
            }
        }

        return buffer.WrittenMemory;
    }

    private bool IsConfigured(IMetricsSource source)
        => source is Plugin plugin && host.Configuration.Plugins.Any(config => config.Enabled && config.Name == plugin.Name);

    private NodeStatus Status() => new()
    {
        NodeId = options.NodeId,
        Version = version,
        ConnectionsActive = host.Metrics.ConnectionsActive,
        ConnectionsAccepted = host.Metrics.ConnectionsAccepted,
        TotalRequests = host.Metrics.Requests,
        Targets = [.. host.Runtime.Snapshots.Current.Upstreams.All.SelectMany(Targets)],
    };

    private static IEnumerable<TargetHealth> Targets(UpstreamState upstream)
    {
        foreach (var target in upstream.GetHealth().Targets)
        {
            if (target.Addresses.IsEmpty)
            {
                yield return new TargetHealth(upstream.Config.Name, target.Target.Target, "", State(target.Status));
            }

            foreach (var address in target.Addresses)
            {
                yield return new TargetHealth(upstream.Config.Name, target.Target.Target, $"{address.Ip}:{address.Port}", State(address.Status));
            }
        }
    }

    private static string State(HealthStatus status) => status switch
    {
        HealthStatus.HealthchecksOff => "healthchecks_off",
        HealthStatus.Healthy => "healthy",
        HealthStatus.Unhealthy => "unhealthy",
        _ => "dns_error",
    };
}

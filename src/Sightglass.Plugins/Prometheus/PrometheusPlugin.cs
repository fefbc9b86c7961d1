using System.Collections.Immutable;
using Sightglass.Configuration.Schema;
using Sightglass.Plugins.Configuration;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Metrics;

namespace Sightglass.Plugins.Prometheus;

/// <summary>Counts requests for a metrics scraper (gateway.md 12.11). The counters live as long as the process.</summary>
internal sealed class PrometheusPlugin : Plugin, IMetricsSource
{
    private readonly TrafficMetrics _traffic = new();
    private int _healthInstances;

    public override string Name => "prometheus";

    public override int Priority => 13;

    public override PluginPhases Phases => PluginPhases.Log;

    public override ImmutableArray<string> Protocols => PluginProtocols.All;

    public override RecordSchema ConfigSchema { get; } = Field.Schema(
        Field.Flag("per_consumer", "Tell consumers apart.", false),
        Field.Flag("status_code_metrics", "Count requests by status.", false),
        Field.Flag("latency_metrics", "Measure latencies.", false),
        Field.Flag("bandwidth_metrics", "Count bytes.", false),
        Field.Flag("upstream_health_metrics", "Show the health of targets.", false),
        Field.Flag("ai_metrics", "Accepted for files that have it; there are no such requests here to count.", false),
        Field.Flag("wasm_metrics", "Accepted for files that have it; there is nothing of that kind here to count.", false));

    public override PluginHandler CreateHandler(PluginInstance instance, PluginServices services)
    {
        var config = instance.Config;
        return new PrometheusHandler(
            this,
            new PrometheusOptions(
                config.Flag("per_consumer"),
                config.Flag("status_code_metrics"),
                config.Flag("latency_metrics"),
                config.Flag("bandwidth_metrics"),
                config.Flag("upstream_health_metrics")),
            _traffic);
    }

    public void Collect(MetricsWriter writer, NodeStatus node)
    {
        NodeMetrics.Write(writer, node, withHealth: Volatile.Read(ref _healthInstances) > 0);
        _traffic.Write(writer);
    }

    /// <summary>Health is shown while an instance asks for it.</summary>
    public void ShowHealth(bool show) => Interlocked.Add(ref _healthInstances, show ? 1 : -1);
}

namespace Sightglass.PluginSdk.Metrics;

/// <summary>A plugin that has metrics to show. The gateway asks it when somebody scrapes <c>/metrics</c>.</summary>
public interface IMetricsSource
{
    /// <summary>Writes the metrics.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="node">What the node says of itself.</param>
    void Collect(MetricsWriter writer, NodeStatus node);
}

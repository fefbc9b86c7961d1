namespace Sightglass.PluginSdk.Metrics;

/// <summary>A label of a sample. Any text is allowed as value; it is escaped where it has to be.</summary>
public readonly record struct MetricLabel(string Name, string Value);

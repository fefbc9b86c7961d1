namespace Sightglass.PluginSdk.Metrics;

/// <summary>How one address of a target is doing.</summary>
/// <param name="Upstream">The upstream's name.</param>
/// <param name="Target">The target, for example <c>api.internal:8000</c>.</param>
/// <param name="Address">One of its addresses with the port; empty when its name has none.</param>
/// <param name="State">healthchecks_off, healthy, unhealthy or dns_error.</param>
public readonly record struct TargetHealth(string Upstream, string Target, string Address, string State);

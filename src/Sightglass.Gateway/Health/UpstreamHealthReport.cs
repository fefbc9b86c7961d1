using System.Collections.Immutable;

namespace Sightglass.Gateway.Health;

/// <summary>The health of an upstream, for the Admin API and metrics.</summary>
/// <param name="Status">HealthchecksOff, Healthy or Unhealthy, by the threshold.</param>
/// <param name="Targets">Each target, those with weight 0 included.</param>
internal sealed record UpstreamHealthReport(HealthStatus Status, ImmutableArray<TargetHealthReport> Targets);

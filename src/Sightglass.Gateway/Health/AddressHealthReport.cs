namespace Sightglass.Gateway.Health;

/// <summary>The health of one address, for the Admin API and metrics.</summary>
/// <param name="Ip">The address as text; the name, when it is looked up per request.</param>
/// <param name="Port">The port in use: the SRV record's where there is one.</param>
/// <param name="Weight">The weight in use.</param>
/// <param name="Status">HealthchecksOff, Healthy or Unhealthy.</param>
internal sealed record AddressHealthReport(string Ip, int Port, int Weight, HealthStatus Status);

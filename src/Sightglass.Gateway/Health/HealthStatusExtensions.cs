namespace Sightglass.Gateway.Health;

/// <summary>Names of <see cref="HealthStatus"/>.</summary>
internal static class HealthStatusExtensions
{
    /// <summary>The name in the Admin API: HEALTHY, UNHEALTHY, HEALTHCHECKS_OFF, DNS_ERROR.</summary>
    public static string ToApiName(this HealthStatus status) => status switch
    {
        HealthStatus.HealthchecksOff => "HEALTHCHECKS_OFF",
        HealthStatus.Healthy => "HEALTHY",
        HealthStatus.Unhealthy => "UNHEALTHY",
        _ => "DNS_ERROR",
    };
}

namespace Sightglass.Gateway.Health;

/// <summary>The health of an address, a target or an upstream, as the Admin API lists it.</summary>
internal enum HealthStatus
{
    /// <summary>No checks are configured: the address is used.</summary>
    HealthchecksOff,

    /// <summary>In use.</summary>
    Healthy,

    /// <summary>Not used until an active check, or the Admin API, says otherwise.</summary>
    Unhealthy,

    /// <summary>The target's name has no address.</summary>
    DnsError,
}

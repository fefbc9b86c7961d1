namespace Sightglass.Gateway.Admin.Peers;

/// <summary>How a target, or one of its addresses, is.</summary>
internal enum PeerHealth
{
    /// <summary>Checks are on, and it passes them.</summary>
    Healthy,

    /// <summary>It gets no traffic.</summary>
    Unhealthy,

    /// <summary>Nothing checks it; it gets traffic.</summary>
    HealthchecksOff,

    /// <summary>Its name has no addresses.</summary>
    DnsError,
}

namespace Sightglass.Configuration.Settings;

/// <summary>Where a gateway's configuration comes from.</summary>
public enum GatewayRole
{
    /// <summary>From its own file and Admin API.</summary>
    Traditional,

    /// <summary>From a control plane.</summary>
    DataPlane,
}

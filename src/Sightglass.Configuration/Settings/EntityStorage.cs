namespace Sightglass.Configuration.Settings;

/// <summary>Where a gateway without control plane keeps its entities (<c>database</c>).</summary>
public enum EntityStorage
{
    /// <summary>Nowhere: they come from a declarative configuration and are replaced as a whole.</summary>
    Off,

    /// <summary>In a file of the data directory; they are written through the Admin API.</summary>
    File,
}

namespace Sightglass.Configuration.Settings;

/// <summary>What Lua code in plugin configurations may do.</summary>
public enum UntrustedLua
{
    /// <summary>It may not run at all.</summary>
    Off,

    /// <summary>It runs without access to files, processes and the network.</summary>
    Sandbox,

    /// <summary>It runs with everything.</summary>
    On,
}

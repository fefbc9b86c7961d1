namespace Sightglass.PluginSdk;

/// <summary>What a handler reads of requests that the gateway would not keep for it otherwise.</summary>
[Flags]
public enum PluginNeeds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>
    /// <see cref="PluginContext.Trace"/>: requests are recorded from their beginning, and let go after access unless
    /// <see cref="PluginContext.KeepTrace"/> has asked for the rest. A request that never got to access, or was ended there, is recorded whole.
    /// </summary>
    Trace = 1,

    /// <summary><see cref="PluginContext.Logs"/>.</summary>
    Logs = 2,

    /// <summary><see cref="PluginResponse.ServiceHeaders"/>.</summary>
    ServiceHeaders = 4,
}

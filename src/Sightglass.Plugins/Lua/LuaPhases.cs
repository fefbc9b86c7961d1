using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua;

/// <summary>Phases that chunks can be configured for, and their names.</summary>
internal static class LuaPhases
{
    public const PluginPhases BeforeUpstream = PluginPhases.Rewrite | PluginPhases.Access;

    /// <summary>In the order they run.</summary>
    public static readonly PluginPhases[] All =
    [
        PluginPhases.Certificate,
        PluginPhases.Rewrite,
        PluginPhases.Access,
        PluginPhases.HeaderFilter,
        PluginPhases.BodyFilter,
        PluginPhases.Log,
    ];

    public static string Name(PluginPhases phase) => phase switch
    {
        PluginPhases.Certificate => "certificate",
        PluginPhases.Rewrite => "rewrite",
        PluginPhases.Access => "access",
        PluginPhases.HeaderFilter => "header_filter",
        PluginPhases.BodyFilter => "body_filter",
        PluginPhases.Log => "log",
        _ => "timer",
    };
}

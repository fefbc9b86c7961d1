using Sightglass.Plugins.Lua.Patterns;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>Everything that Lua code can ask of the host without waiting.</summary>
internal static class HostFunctions
{
    public static HostFunction[] All { get; } =
    [
        .. RequestFunctions.All,
        .. ServiceRequestFunctions.All,
        .. ResponseFunctions.All,
        .. ClientFunctions.All,
        .. CertificateFunctions.All,
        .. LogFunctions.All,
        .. JsonFunctions.All,
        .. CodingFunctions.All,
        .. TimeFunctions.All,
        .. RunFunctions.All,
        .. ThreadFunctions.All,
        .. MemoryFunctions.All,
        .. ConfigurationFunctions.All,
        .. TimerFunctions.All,
        .. RegexFunctions.All,
        .. VariableFunctions.All,
        .. PatternFunctions.All,
    ];
}

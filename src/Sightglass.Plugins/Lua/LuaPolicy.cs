using System.Collections.Immutable;
using Sightglass.Configuration.Settings;

namespace Sightglass.Plugins.Lua;

/// <summary>What scripts of configurations may do (<c>untrusted_lua</c>).</summary>
internal sealed record LuaPolicy
{
    /// <summary>What every Lua field of a configuration is refused with when scripts may not run.</summary>
    public const string Disabled = "loading of untrusted Lua code disabled because 'untrusted_lua' config option is set to 'off'";

    public UntrustedLua Mode { get; init; } = UntrustedLua.Sandbox;

    /// <summary>Globals that the sandbox shows beyond its own.</summary>
    public ImmutableArray<string> Environment { get; init; } = [];

    /// <summary>Whether scripts may read the variables of the process.</summary>
    public bool ShowsProcess => Mode == UntrustedLua.On || Environment.Contains("os") || Environment.Contains("os.getenv");
}

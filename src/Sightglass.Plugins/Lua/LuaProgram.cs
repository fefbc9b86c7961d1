using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sightglass.Plugins.Lua.Native;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua;

/// <summary>Everything one configured instance has to run.</summary>
internal sealed record LuaProgram
{
    /// <summary>The plugin's name.</summary>
    public required string Name { get; init; }

    /// <summary>The instance's id.</summary>
    public required Guid PluginId { get; init; }

    /// <summary>What chunks are run in, by position.</summary>
    public required ImmutableArray<LuaSources> Groups { get; init; }

    /// <summary>Which globals the chunks see: <c>functions</c> or <c>templates</c>.</summary>
    public required string Environment { get; init; }

    public required PluginServices Services { get; init; }

    /// <summary>What instances share.</summary>
    public required LuaHost Host { get; init; }

    /// <summary>The log for what is about no request.</summary>
    public required ILogger Log { get; init; }

    /// <summary>Whether scripts may put work off until after their run.</summary>
    public bool HasTimers { get; init; }

    public LuaLimits Limits { get; init; } = new();
}

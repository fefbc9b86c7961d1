namespace Sightglass.Plugins.Lua.Sources;

/// <summary>A token of a chunk.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it starts in the chunk.</param>
/// <param name="End">Where it ends, exclusive.</param>
internal readonly record struct LuaToken(LuaTokenKind Kind, int Start, int End);

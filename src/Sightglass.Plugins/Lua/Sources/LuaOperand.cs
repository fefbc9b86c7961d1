namespace Sightglass.Plugins.Lua.Sources;

/// <summary>An expression in a chunk.</summary>
/// <param name="Start">Where it starts.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="IsText">Whether it is a text for sure, so that nothing must be done before it is joined to another.</param>
internal readonly record struct LuaOperand(int Start, int End, bool IsText);

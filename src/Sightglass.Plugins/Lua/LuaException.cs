namespace Sightglass.Plugins.Lua;

/// <summary>A script failed, or called the host wrongly.</summary>
internal sealed class LuaException(string message) : Exception(message);

namespace Sightglass.Plugins.Lua;

/// <summary>A script failed, or called the host wrongly.</summary>
internal class LuaException(string message) : Exception(message);

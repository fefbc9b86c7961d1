namespace Sightglass.Plugins.Lua.Native;

/// <summary>What a run has used, kept while another run uses the state.</summary>
internal readonly record struct LuaAccount(long Instructions, long Computed, int Refusals);

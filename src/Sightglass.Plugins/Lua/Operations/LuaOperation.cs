namespace Sightglass.Plugins.Lua.Operations;

/// <summary>Something a script waits for.</summary>
/// <param name="run">The run.</param>
/// <param name="arguments">What the script gave.</param>
/// <returns>What the script gets.</returns>
/// <exception cref="LuaException">The script called it wrongly: raised as an error there.</exception>
internal delegate ValueTask<object?[]> LuaOperation(LuaRun run, object?[] arguments);

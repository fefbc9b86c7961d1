using Sightglass.Plugins.Lua.Native;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>ngx.thread</c> is made of.</summary>
internal static class ThreadFunctions
{
    private const PluginPhases Filters = PluginPhases.HeaderFilter | PluginPhases.BodyFilter;

    public static HostFunction[] All { get; } =
    [
        new("may_wait", CheckPhase),
        new("op_start", Start),
    ];

    private static int CheckPhase(HostCall call) => (call.Run.Phase & Filters) == 0
        ? 0
        : throw new LuaException($"API disabled in the context of {LuaPhases.Name(call.Run.Phase)}_by_lua*");

    /// <summary><c>op_start(operation, ...)</c>: begins it, and gives its number to wait for.</summary>
    private static int Start(HostCall call)
    {
        var run = call.Run;
        var name = call.Text(1);
        var arguments = new object?[LuaNative.GetTop(call.Thread) - 1];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = call.Value(i + 2);
        }

        run.CountOperation();
        return call.Return(run.Background.Begin(() => LuaPool.OperateAsync(run, name, arguments)));
    }
}

namespace Sightglass.Plugins.Lua.Host;

/// <summary>What the prelude has to know of runs, and what bounds them.</summary>
internal static class RunFunctions
{
    public static HostFunction[] All { get; } =
    [
        new("memory_used", call => call.Return(call.State.MemoryUsed / 1024.0)),
        new("charge", Charge),
        new("rewrite", call => call.Return(LuaRewriter.Rewrite(call.Text(1)))),
        new("co_enter", EnterCoroutine),
        new("co_leave", LeaveCoroutine),
        new("run_number", call => call.Return(call.Run.Number)),
        new("run_keep", Keep),
        new("run_forgotten", call => call.State.TryTakeForgotten(out var number) ? call.Return(number) : call.Return((string?)null)),
        new("phase", call => call.Return(LuaPhases.Name(call.Run.Phase))),
    ];

    private static int Charge(HostCall call)
    {
        call.State.Charge(Math.Max(0, call.Integer(1)));
        return 0;
    }

    private static int EnterCoroutine(HostCall call)
    {
        var thread = Native.LuaNative.ToThread(call.Thread, 1);
        if (thread == 0)
        {
            throw new LuaException("bad argument #1 (coroutine expected)");
        }

        call.State.EnterCoroutine(thread);
        return 0;
    }

    private static int LeaveCoroutine(HostCall call)
    {
        call.State.LeaveCoroutine();
        return 0;
    }

    /// <summary>The prelude keeps something for this run, to be told when the run is abandoned.</summary>
    private static int Keep(HostCall call)
    {
        call.Run.IsKept = true;
        return call.Return(call.Run.Number);
    }
}

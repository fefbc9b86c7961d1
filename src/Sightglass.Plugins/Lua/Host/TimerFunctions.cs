namespace Sightglass.Plugins.Lua.Host;

/// <summary>What <c>ngx.timer</c> is made of.</summary>
internal static class TimerFunctions
{
    private const double MaxDelay = 86_400;

    public static HostFunction[] All { get; } = [new("timer_at", At)];

    /// <summary><c>timer_at(number, seconds)</c>: true, or nil and a message.</summary>
    private static int At(HostCall call)
    {
        if (call.Run is not { Timers: { } timers, Worker: { } worker })
        {
            return call.ReturnProblem("timers are not available here");
        }

        var seconds = call.Number(2);
        if (seconds is not (>= 0 and <= MaxDelay))
        {
            throw new LuaException($"the delay must be a number of seconds between 0 and {MaxDelay}");
        }

        return timers.TrySchedule(worker, call.Integer(1), TimeSpan.FromSeconds(seconds))
            ? call.Return(true)
            : call.ReturnProblem("too many pending timers");
    }
}

namespace Sightglass.Plugins.Lua.Native;

/// <summary>Bounds of scripts.</summary>
internal sealed record LuaLimits
{
    /// <summary>Bytes that one state may hold. Default 32 MiB.</summary>
    public long Memory { get; init; } = 32 * 1024 * 1024;

    /// <summary>Instructions that one run (the chunks of one phase, for one request) may execute. Default 20 million.</summary>
    public long Instructions { get; init; } = 20_000_000;

    /// <summary>Instructions after which a run leaves the event loop and goes on in the thread pool. Default 200,000.</summary>
    public long SliceInstructions { get; init; } = 200_000;

    /// <summary>
    /// Time that a run may compute, for what instructions do not measure (copying long strings, collecting garbage). Waiting does not
    /// count. Default 5 s.
    /// </summary>
    public TimeSpan ComputeTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Instructions of a run that cannot leave the event loop, because the gateway does not wait there: header_filter and body_filter,
    /// and single values. Default 5 million, some 30 ms.
    /// </summary>
    public long InstructionsInPlace { get; init; } = 5_000_000;

    /// <summary>Time of such a run. Default 1 s.</summary>
    public TimeSpan ComputeTimeInPlace { get; init; } = TimeSpan.FromSeconds(1);
}

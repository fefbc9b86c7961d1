using Sightglass.Tracing.Model;

namespace Sightglass.Gateway.Debugging;

/// <summary>A request's latencies as rules ask for them; meaningful at the last stage only.</summary>
/// <param name="Division">The division in ticks of the trace's clock.</param>
/// <param name="Frequency">Ticks per second.</param>
internal readonly record struct LatencyTicks(LatencyBreakdown Division, long Frequency)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static LatencyTicks None => new(default, NanosecondsPerSecond);

    /// <summary>A number of ticks in nanoseconds.</summary>
    public long Nanoseconds(long ticks) =>
        Frequency == NanosecondsPerSecond ? ticks : (long)((Int128)ticks * NanosecondsPerSecond / Frequency);

    /// <summary>A number of ticks in milliseconds, rounded down.</summary>
    public long Milliseconds(long ticks) => ticks / (Frequency / 1_000);
}

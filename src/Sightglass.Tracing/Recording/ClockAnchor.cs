using System.Diagnostics;

namespace Sightglass.Tracing.Recording;

/// <summary>
/// One instant on both clocks. A trace is recorded on the monotonic clock alone; the anchor, read once per trace, puts it on the
/// wall clock, so that a step of the wall clock inside a request changes no duration.
/// </summary>
/// <param name="Timestamp">The instant in ticks of the monotonic clock.</param>
/// <param name="UnixNanoseconds">The same instant in nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Frequency">Ticks of the monotonic clock per second.</param>
public readonly record struct ClockAnchor(long Timestamp, long UnixNanoseconds, long Frequency)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Reads both clocks now: the wall clock of <paramref name="time"/>, and the clock that traces are recorded on.</summary>
    public static ClockAnchor Now(TimeProvider time)
    {
        // The wall clock is read between two readings of the monotonic one; their middle is what belongs to it.
        var before = TraceRecorder.Now();
        var wall = time.GetUtcNow();
        var after = TraceRecorder.Now();
        return new ClockAnchor(before + ((after - before) / 2), (wall.UtcTicks - DateTime.UnixEpoch.Ticks) * 100, Stopwatch.Frequency);
    }

    /// <summary>The wall-clock time of a timestamp, in Unix nanoseconds. Keeps order: a later timestamp never gives an earlier time.</summary>
    public long ToUnixNanoseconds(long timestamp) => UnixNanoseconds + ToNanoseconds(timestamp - Timestamp);

    /// <summary>A number of ticks in nanoseconds, rounded down.</summary>
    public long ToNanoseconds(long ticks)
    {
        if (Frequency == NanosecondsPerSecond)
        {
            return ticks;
        }

        var (seconds, rest) = Math.DivRem(ticks, Frequency);
        if (rest < 0)
        {
            seconds--;
            rest += Frequency;
        }

        return (seconds * NanosecondsPerSecond) + (long)((Int128)rest * NanosecondsPerSecond / Frequency);
    }
}

using Sightglass.Web.Format;

namespace Sightglass.Web.Debugger.Traces;

/// <summary>The ruler above the bars: round instants at equal distances.</summary>
internal static class TimeAxis
{
    /// <summary>Ticks from 0 up to <paramref name="duration"/>, at steps of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="duration">The axis' length in nanoseconds.</param>
    /// <param name="most">How many steps at the most; at least 1.</param>
    public static IReadOnlyList<Tick> Ticks(long duration, int most)
    {
        if (duration <= 0)
        {
            return [new Tick(0, 0, Durations.Short(0))];
        }

        var step = Step(duration, most);
        var ticks = new List<Tick>();
        for (long i = 0; i <= duration / step; i++)
        {
            var at = i * step;
            ticks.Add(new Tick(at, 100.0 * at / duration, Durations.Short(at)));
        }

        return ticks;
    }

    private static long Step(long duration, int most)
    {
        long power = 1;
        while (true)
        {
            foreach (var factor in (ReadOnlySpan<long>)[1, 2, 5])
            {
                if (duration / (power * factor) <= most)
                {
                    return power * factor;
                }
            }

            power *= 10;
        }
    }
}

/// <summary>One tick of the ruler.</summary>
/// <param name="At">Nanoseconds from the axis' start.</param>
/// <param name="Percent">Its place on the axis.</param>
/// <param name="Label">What stands beside it.</param>
public readonly record struct Tick(long At, double Percent, string Label);

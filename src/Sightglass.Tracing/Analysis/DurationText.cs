using System.Globalization;

namespace Sightglass.Tracing.Analysis;

/// <summary>Durations for people.</summary>
public static class DurationText
{
    /// <summary>Writes nanoseconds with three significant digits in the unit that fits: ns, µs, ms or s.</summary>
    public static string Of(long nanoseconds)
    {
        var (unit, size) = Math.Abs(nanoseconds) switch
        {
            >= 1_000_000_000 => ("s", 1e9),
            >= 1_000_000 => ("ms", 1e6),
            >= 1_000 => ("µs", 1e3),
            _ => ("ns", 1.0),
        };
        var value = nanoseconds / size;
        var format = unit == "ns" || Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.#" : "0.##";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + unit;
    }
}

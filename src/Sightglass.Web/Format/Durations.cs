using System.Globalization;

namespace Sightglass.Web.Format;

/// <summary>Writes durations given in nanoseconds: three significant digits for reading, every digit for exactness.</summary>
internal static class Durations
{
    private const long Microsecond = 1_000;
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000_000_000;
    private const long Minute = 60 * Second;

    /// <summary>For people: <c>840 ns</c>, <c>12.4 µs</c>, <c>3.21 ms</c>, <c>1.24 s</c>, <c>2 min 03 s</c>. Three significant digits.</summary>
    public static string Short(long nanoseconds)
    {
        if (nanoseconds < 0)
        {
            return "\u2212" + Short(nanoseconds == long.MinValue ? long.MaxValue : -nanoseconds);
        }

        // A value that three digits would round up to 1,000 of its unit is written in the next unit.
        return nanoseconds switch
        {
            < Microsecond => nanoseconds.ToString(CultureInfo.InvariantCulture) + " ns",
            < 999_500 => Digits(nanoseconds, Microsecond) + " µs",
            < 999_500_000 => Digits(nanoseconds, Millisecond) + " ms",
            < 59_950_000_000 => Digits(nanoseconds, Second) + " s",
            _ => Minutes(nanoseconds),
        };
    }

    /// <summary>Every nanosecond, grouped: <c>3,214,567 ns</c>.</summary>
    public static string Exact(long nanoseconds) => nanoseconds.ToString("N0", CultureInfo.InvariantCulture) + " ns";

    /// <summary>A share of a whole: <c>83 %</c>, <c>&lt;1 %</c> for what is there but small, <c>0 %</c> for nothing.</summary>
    public static string Percent(long part, long whole)
    {
        if (part <= 0 || whole <= 0)
        {
            return "0 %";
        }

        var percent = 100.0 * part / whole;
        return percent < 1 ? "<1 %" : percent.ToString("0", CultureInfo.InvariantCulture) + " %";
    }

    /// <summary>A countdown's text: <c>4:59</c>, <c>0:07</c>, <c>1:02:03</c>; never below zero.</summary>
    public static string Clock(TimeSpan left)
    {
        // Rounded up: a running session never shows 0:00.
        var seconds = (long)Math.Ceiling(Math.Max(0, left.TotalSeconds));
        var (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        return hours > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{hours}:{minutes:00}:{seconds % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes}:{seconds % 60:00}");
    }

    /// <summary>A configured length of time: <c>45 s</c>, <c>5 min</c>, <c>1 min 30 s</c>.</summary>
    public static string Seconds(int seconds) => (seconds / 60, seconds % 60) switch
    {
        (0, var s) => string.Create(CultureInfo.InvariantCulture, $"{s} s"),
        (var m, 0) => string.Create(CultureInfo.InvariantCulture, $"{m} min"),
        var (m, s) => string.Create(CultureInfo.InvariantCulture, $"{m} min {s} s"),
    };

    private static string Digits(long nanoseconds, long unit)
    {
        var value = (double)nanoseconds / unit;
        var format = value switch { < 9.995 => "0.00", < 99.95 => "0.0", _ => "0" };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Minutes(long nanoseconds)
    {
        var seconds = (nanoseconds + (Second / 2)) / Second;
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / (Minute / Second)} min {seconds % 60:00} s");
    }
}

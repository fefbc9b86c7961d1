namespace Sightglass.Plugins.RateLimiting;

/// <summary>Names, nominal lengths and calendar windows of periods.</summary>
internal static class Periods
{
    public const int Count = 6;

    private static readonly string[] Names = ["second", "minute", "hour", "day", "month", "year"];
    private static readonly string[] Titles = ["Second", "Minute", "Hour", "Day", "Month", "Year"];
    private static readonly int[] Lengths = [1, 60, 3_600, 86_400, 2_592_000, 31_536_000];

    /// <summary>The name in configurations and counter keys.</summary>
    public static string Name(Period period) => Names[(int)period];

    /// <summary>The name in headers.</summary>
    public static string Title(Period period) => Titles[(int)period];

    /// <summary>Nominal seconds: a month counts 30 days, a year 365.</summary>
    public static int Length(Period period) => Lengths[(int)period];

    /// <summary>When the window that holds an instant began: Unix milliseconds, on the UTC calendar.</summary>
    public static long WindowStart(Period period, DateTimeOffset now)
    {
        var milliseconds = now.ToUnixTimeMilliseconds();
        switch (period)
        {
            case Period.Month:
                return new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
            case Period.Year:
                return new DateTimeOffset(now.UtcDateTime.Year, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
            default:
                var length = Lengths[(int)period] * 1000L;
                return milliseconds - (milliseconds % length);
        }
    }
}

using System.Globalization;

namespace Sightglass.Web.Format;

/// <summary>Writes instants. Everything is UTC, and says so, because nodes, logs and people sit in different zones.</summary>
internal static class Times
{
    private const long NanosecondsPerTick = 100;

    /// <summary><c>2026-11-20 18:24:41 UTC</c>.</summary>
    public static string DateTime(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The time of day with milliseconds, <c>18:24:41.123</c>.</summary>
    public static string TimeOfDay(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>For a <c>datetime</c> attribute.</summary>
    public static string Machine(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A Unix time in nanoseconds with all nine decimals: <c>2026-11-20 18:24:41.123456789 UTC</c>.</summary>
    public static string Exact(long unixNanoseconds)
    {
        var ticks = Math.DivRem(unixNanoseconds, NanosecondsPerTick, out var rest);
        var instant = System.DateTime.UnixEpoch.AddTicks(ticks);
        return string.Create(CultureInfo.InvariantCulture, $"{instant:yyyy-MM-dd HH:mm:ss.fffffff}{rest:00} UTC");
    }

    /// <summary>The time of day of a Unix time in nanoseconds with all nine decimals: <c>18:24:41.123456789 UTC</c>.</summary>
    public static string ExactTimeOfDay(long unixNanoseconds) => Exact(unixNanoseconds)[11..];

    /// <summary>How long ago, in one unit: <c>just now</c>, <c>42 s ago</c>, <c>3 min ago</c>, <c>5 h ago</c>, <c>2 d ago</c>.</summary>
    public static string Ago(DateTimeOffset instant, DateTimeOffset now)
    {
        var ago = now - instant;
        return ago.TotalSeconds switch
        {
            < 2 => "just now",
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{(int)ago.TotalSeconds} s ago"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)ago.TotalMinutes} min ago"),
            < 86_400 => string.Create(CultureInfo.InvariantCulture, $"{(int)ago.TotalHours} h ago"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)ago.TotalDays} d ago"),
        };
    }
}

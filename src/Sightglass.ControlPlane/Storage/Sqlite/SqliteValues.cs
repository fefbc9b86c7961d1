namespace Sightglass.ControlPlane.Storage.Sqlite;

/// <summary>How values are kept: ids as text, times as Unix milliseconds.</summary>
internal static class SqliteValues
{
    public static string Text(this Guid id) => id.ToString("D");

    public static long Millis(this DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static long? Millis(this DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    public static DateTimeOffset Time(long millis) => DateTimeOffset.FromUnixTimeMilliseconds(millis);

    public static DateTimeOffset? Time(long? millis) => millis is { } value ? Time(value) : null;
}

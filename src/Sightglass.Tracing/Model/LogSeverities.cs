namespace Sightglass.Tracing.Model;

/// <summary>The levels' names, and their places on OpenTelemetry's scale of 1 to 24.</summary>
public static class LogSeverities
{
    /// <summary>The level's name: debug, info, notice, warn, error or crit.</summary>
    public static string Text(LogSeverity level) => level switch
    {
        LogSeverity.Debug => "debug",
        LogSeverity.Info => "info",
        LogSeverity.Notice => "notice",
        LogSeverity.Warn => "warn",
        LogSeverity.Error => "error",
        _ => "crit",
    };

    /// <summary>Finds a level by its name, in any case.</summary>
    public static bool TryParse(string text, out LogSeverity level)
    {
        foreach (var candidate in Enum.GetValues<LogSeverity>())
        {
            if (Text(candidate).Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                level = candidate;
                return true;
            }
        }

        level = default;
        return false;
    }

    internal static int ToOtlp(LogSeverity level) => level switch
    {
        LogSeverity.Debug => 5,
        LogSeverity.Info => 9,
        LogSeverity.Notice => 10,
        LogSeverity.Warn => 13,
        LogSeverity.Error => 17,
        _ => 21,
    };

    internal static LogSeverity FromOtlp(long number) => number switch
    {
        >= 21 => LogSeverity.Crit,
        >= 17 => LogSeverity.Error,
        >= 13 => LogSeverity.Warn,
        >= 10 => LogSeverity.Notice,
        9 => LogSeverity.Info,
        >= 1 => LogSeverity.Debug,

        // 0 is "not said".
        _ => LogSeverity.Info,
    };
}

namespace Sightglass.Configuration.Settings;

/// <summary>The least severity that is logged, in the field's words.</summary>
public enum LogSeverity
{
    Debug,
    Info,
    Notice,
    Warn,
    Error,
    Crit,
    Alert,
    Emerg,
}

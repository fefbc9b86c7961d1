namespace Sightglass.Tracing.Model;

/// <summary>The levels of log entries, the least serious first.</summary>
public enum LogSeverity
{
    Debug,
    Info,
    Notice,
    Warn,
    Error,
    Crit,
}

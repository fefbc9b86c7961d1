using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Settings;

namespace Sightglass.Gateway.Admin.Logging;

/// <summary>The process's log level, which can be changed while it runs, for good or for a time.</summary>
public sealed class LogLevelSwitch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private readonly LogSeverity _configured;
    private volatile int _current;

    /// <summary>Starts with the level of the settings.</summary>
    /// <param name="configured">The level (<c>log_level</c>).</param>
    /// <param name="time">The clock of changes for a time.</param>
    public LogLevelSwitch(LogSeverity configured, TimeProvider time)
    {
        _configured = configured;
        _current = (int)configured;
        _timer = time.CreateTimer(static state => ((LogLevelSwitch)state!).Revert(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The level in effect.</summary>
    public LogSeverity Current => (LogSeverity)_current;

    /// <summary>Whether entries of a level are logged now.</summary>
    public bool Allows(LogLevel level) => level >= ToLevel(Current);

    /// <summary>Changes the level.</summary>
    /// <param name="level">The new level.</param>
    /// <param name="duration">How long; null until it is changed again. Then the configured level is back.</param>
    public void Set(LogSeverity level, TimeSpan? duration)
    {
        lock (_lock)
        {
            _current = (int)level;
            _timer.Change(duration ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Revert()
    {
        lock (_lock)
        {
            _current = (int)_configured;
        }
    }

    // notice lies between info and warn; what the gateway says at notice is logged as information.
    private static LogLevel ToLevel(LogSeverity severity) => severity switch
    {
        LogSeverity.Debug => LogLevel.Debug,
        LogSeverity.Info or LogSeverity.Notice => LogLevel.Information,
        LogSeverity.Warn => LogLevel.Warning,
        LogSeverity.Error => LogLevel.Error,
        _ => LogLevel.Critical,
    };
}

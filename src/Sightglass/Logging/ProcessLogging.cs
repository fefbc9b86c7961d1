using Microsoft.Extensions.Logging.Console;
using Sightglass.Configuration.Settings;

namespace Sightglass.Logging;

/// <summary>The process's own log: one line an entry on standard error, as text or JSON.</summary>
internal static class ProcessLogging
{
    public static ILoggerFactory Create(LogSeverity severity, bool json) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(ToLevel(severity));
        builder.AddFilter("Microsoft", LogLevel.Warning);
        builder.AddConsole(console =>
        {
            console.FormatterName = json ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
            console.LogToStandardErrorThreshold = LogLevel.Trace;

            // A terminal that does not keep up must not hold requests up.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
        builder.AddSimpleConsole(simple =>
        {
            simple.SingleLine = true;
            simple.UseUtcTimestamp = true;
            simple.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            simple.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        builder.AddJsonConsole(format =>
        {
            format.UseUtcTimestamp = true;
            format.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
        builder.Services.Configure<ConsoleLoggerOptions>(console =>
            console.FormatterName = json ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple);
    });

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

using Microsoft.Extensions.Logging.Console;
using Sightglass.Gateway.Admin.Logging;

namespace Sightglass.Logging;

/// <summary>The process's own log: one line an entry on standard error, as text or JSON.</summary>
internal static class ProcessLogging
{
    public static ILoggerFactory Create(LogLevelSwitch level, bool json) => LoggerFactory.Create(builder =>
    {
        // The framework's own entries count from warnings on, whatever the level.
        builder.SetMinimumLevel(LogLevel.Trace);
        builder.AddFilter((category, entry) =>
            level.Allows(entry)
            && (entry >= LogLevel.Warning || category?.StartsWith("Microsoft.", StringComparison.Ordinal) != true));
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
}

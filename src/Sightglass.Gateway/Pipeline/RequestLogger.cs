using Microsoft.Extensions.Logging;

namespace Sightglass.Gateway.Pipeline;

/// <summary>A logger for what is about one request: writes to the node's log at the node's level, and keeps what plugins need of it.</summary>
internal sealed class RequestLogger(RequestContext context) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel)
        => context.Runtime.RequestLog.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (context.Runtime.RequestLog.IsEnabled(logLevel))
        {
            context.Runtime.RequestLog.Log(logLevel, eventId, state, exception, formatter);
            context.Logs?.Add(context, logLevel, Source, Text(state, exception, formatter));
        }
    }

    private string Source => context.RunningPlugin?.Plugin.Name ?? "gateway";

    private static string Text<TState>(TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception.Message}";
}

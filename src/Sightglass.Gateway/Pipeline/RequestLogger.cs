using Microsoft.Extensions.Logging;

namespace Sightglass.Gateway.Pipeline;

/// <summary>A logger for what is about one request: writes to the node's log at the node's level and to the request's sink at the sink's.</summary>
internal sealed class RequestLogger(RequestContext context) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel)
        => context.Runtime.RequestLog.IsEnabled(logLevel) || (context.LogSink?.IsEnabled(logLevel) ?? false);

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

        if (context.LogSink is { } sink && sink.IsEnabled(logLevel))
        {
            sink.Write(context, logLevel, Source, formatter(state, exception), exception);
        }
    }

    private string Source => context.RunningPlugin?.Plugin.Name ?? "gateway";

    private static string Text<TState>(TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception.Message}";
}

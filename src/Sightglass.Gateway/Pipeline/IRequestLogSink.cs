using Microsoft.Extensions.Logging;

namespace Sightglass.Gateway.Pipeline;

/// <summary>Captures what is logged about one request, whatever the node's own level is. Must not wait and must not throw.</summary>
internal interface IRequestLogSink
{
    public bool IsEnabled(LogLevel level);

    /// <summary>Takes an entry.</summary>
    /// <param name="context">The request.</param>
    /// <param name="level">The entry's level.</param>
    /// <param name="source">The component or plugin that wrote it.</param>
    /// <param name="message">The text.</param>
    /// <param name="exception">What went wrong, if anything did.</param>
    public void Write(RequestContext context, LogLevel level, string source, string message, Exception? exception);
}

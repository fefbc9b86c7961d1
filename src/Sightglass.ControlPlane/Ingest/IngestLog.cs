using Microsoft.Extensions.Logging;

namespace Sightglass.ControlPlane.Ingest;

internal static partial class IngestLog
{
    [LoggerMessage(EventId = 3401, EventName = nameof(IngestUnavailable), Level = LogLevel.Error, Message = "Traces cannot be stored now; nodes were told to try again")]
    public static partial void IngestUnavailable(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 3402, EventName = nameof(TracesRejected), Level = LogLevel.Warning, Message = "{Count} traces for debug session {SessionId} were rejected: {Reason}")]
    public static partial void TracesRejected(this ILogger logger, int count, string sessionId, string reason);
}

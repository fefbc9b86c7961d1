using Microsoft.Extensions.Logging;

namespace Sightglass.ControlPlane.Debugger;

internal static partial class DebuggerLog
{
    [LoggerMessage(EventId = 3201, EventName = nameof(SessionCreated), Level = LogLevel.Information, Message = "Debug session {SessionId} created by {Principal}")]
    public static partial void SessionCreated(this ILogger logger, Guid sessionId, string principal);

    [LoggerMessage(EventId = 3202, EventName = nameof(SessionStarted), Level = LogLevel.Information, Message = "Debug session {SessionId} is in progress, {Milliseconds:F0} ms after it was created")]
    public static partial void SessionStarted(this ILogger logger, Guid sessionId, double milliseconds);

    [LoggerMessage(EventId = 3203, EventName = nameof(SessionEnded), Level = LogLevel.Information, Message = "Debug session {SessionId} ended: {State}, {Reason}")]
    public static partial void SessionEnded(this ILogger logger, Guid sessionId, SessionState state, EndReason reason);

    [LoggerMessage(EventId = 3204, EventName = nameof(NodeDoesNotTakePart), Level = LogLevel.Warning, Message = "Debug session {SessionId}: node {NodeId} does not take part: {Detail}")]
    public static partial void NodeDoesNotTakePart(this ILogger logger, Guid sessionId, Guid nodeId, string detail);

    [LoggerMessage(EventId = 3205, EventName = nameof(NodeNotReached), Level = LogLevel.Warning, Message = "Debug session {SessionId}: node {NodeId} did not answer: {Reason}")]
    public static partial void NodeNotReached(this ILogger logger, Guid sessionId, Guid nodeId, string reason);

    [LoggerMessage(EventId = 3206, EventName = nameof(SessionUpdateFailed), Level = LogLevel.Error, Message = "Debug session {SessionId} could not be written down")]
    public static partial void SessionUpdateFailed(this ILogger logger, Exception exception, Guid sessionId);

    [LoggerMessage(EventId = 3207, EventName = nameof(SessionsPurged), Level = LogLevel.Information, Message = "{Count} expired debug sessions deleted with their data and keys")]
    public static partial void SessionsPurged(this ILogger logger, int count);

    [LoggerMessage(EventId = 3208, EventName = nameof(PurgeFailed), Level = LogLevel.Error, Message = "Expired data could not be deleted")]
    public static partial void PurgeFailed(this ILogger logger, Exception exception);
}

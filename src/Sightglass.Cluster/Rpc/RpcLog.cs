using Microsoft.Extensions.Logging;

namespace Sightglass.Cluster.Rpc;

internal static partial class RpcLog
{
    [LoggerMessage(EventId = 6001, EventName = nameof(HandlerFailed), Level = LogLevel.Error, Message = "The handler of {Method} failed")]
    public static partial void HandlerFailed(this ILogger logger, Exception exception, string method);

    [LoggerMessage(EventId = 6002, EventName = nameof(MessageRefused), Level = LogLevel.Warning, Message = "A message of the other side was refused: {Reason}")]
    public static partial void MessageRefused(this ILogger logger, string reason);

    [LoggerMessage(EventId = 6003, EventName = nameof(ConnectionEnded), Level = LogLevel.Debug, Message = "The connection ended: {Reason}")]
    public static partial void ConnectionEnded(this ILogger logger, string reason);
}

using Microsoft.Extensions.Logging;

namespace Sightglass.Gateway.Pipeline;

internal static partial class PipelineLog
{
    [LoggerMessage(1101, LogLevel.Error, "Request {RequestId} failed inside the gateway")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string requestId);

    [LoggerMessage(1102, LogLevel.Debug, "The client of request {RequestId} went away")]
    public static partial void ClientGone(this ILogger logger, Exception exception, string requestId);

    [LoggerMessage(1103, LogLevel.Information, "A connection from {Peer} was closed: it must begin with a PROXY protocol header, and {Reason}")]
    public static partial void NoPreamble(this ILogger logger, System.Net.IPEndPoint peer, string reason);
}

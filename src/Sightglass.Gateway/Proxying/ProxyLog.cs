using Microsoft.Extensions.Logging;

namespace Sightglass.Gateway.Proxying;

internal static partial class ProxyLog
{
    [LoggerMessage(1301, LogLevel.Debug, "Try {Number} of request {RequestId} at {Peer} failed: {Detail}")]
    public static partial void TryFailed(this ILogger logger, string requestId, int number, string? peer, string detail);

    [LoggerMessage(1302, LogLevel.Debug, "The response to request {RequestId} was cut: {Detail}")]
    public static partial void ResponseCut(this ILogger logger, string requestId, string detail);

    [LoggerMessage(1303, LogLevel.Error, "The response to request {RequestId} was cut")]
    public static partial void ResponseFilterFailed(this ILogger logger, Exception exception, string requestId);
}

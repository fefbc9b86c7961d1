using Microsoft.Extensions.Logging;

namespace Sightglass.ControlPlane.Http;

internal static partial class HttpLog
{
    [LoggerMessage(EventId = 3001, EventName = nameof(ApiFailed), Level = LogLevel.Error, Message = "{Method} {Path} failed ({Instance})")]
    public static partial void ApiFailed(this ILogger logger, Exception exception, string method, string path, string instance);

    [LoggerMessage(EventId = 3002, EventName = nameof(ApiUnavailable), Level = LogLevel.Error, Message = "{Method} {Path} cannot be answered now ({Instance})")]
    public static partial void ApiUnavailable(this ILogger logger, Exception exception, string method, string path, string instance);
}

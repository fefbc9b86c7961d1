using Microsoft.Extensions.Logging;

namespace Sightglass.Plugins.RateLimiting;

internal static partial class RateLimitingLog
{
    [LoggerMessage(EventId = 5010, EventName = nameof(UsageFailed), Level = LogLevel.Error, Message = "failed to get usage: {Reason}")]
    public static partial void UsageFailed(ILogger logger, string reason);

    [LoggerMessage(EventId = 5011, EventName = nameof(SyncFailed), Level = LogLevel.Error, Message = "failed to exchange rate-limiting counters with Redis: {Reason}")]
    public static partial void SyncFailed(ILogger logger, string reason);
}

using Microsoft.Extensions.Logging;

namespace Sightglass.Plugins.Queues;

internal static partial class QueueLog
{
    [LoggerMessage(EventId = 5020, EventName = nameof(Full), Level = LogLevel.Error, Message = "{Queue}: queue full, dropping old entries until processing is successful again")]
    public static partial void Full(ILogger logger, string queue);

    [LoggerMessage(EventId = 5021, EventName = nameof(WillRetry), Level = LogLevel.Warning, Message = "{Queue}: handler could not process entries: {Reason}; next attempt in {Seconds} s")]
    public static partial void WillRetry(ILogger logger, string queue, string reason, double seconds);

    [LoggerMessage(EventId = 5022, EventName = nameof(GivenUp), Level = LogLevel.Error, Message = "{Queue}: could not send entries due to max_retry_time exceeded. {Count} queue entries were lost: {Reason}")]
    public static partial void GivenUp(ILogger logger, string queue, int count, string reason);

    [LoggerMessage(EventId = 5023, EventName = nameof(Lost), Level = LogLevel.Error, Message = "{Queue}: {Count} queue entries were lost at shutdown")]
    public static partial void Lost(ILogger logger, string queue, int count);
}

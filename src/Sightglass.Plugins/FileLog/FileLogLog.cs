using Microsoft.Extensions.Logging;

namespace Sightglass.Plugins.FileLog;

internal static partial class FileLogLog
{
    [LoggerMessage(EventId = 5030, EventName = nameof(Failed), Level = LogLevel.Error, Message = "failed to write to '{Path}': {Reason}; records are dropped until it works again")]
    public static partial void Failed(ILogger logger, string path, string reason);

    [LoggerMessage(EventId = 5031, EventName = nameof(Dropping), Level = LogLevel.Error, Message = "'{Path}' cannot be written as fast as records come; some are dropped")]
    public static partial void Dropping(ILogger logger, string path);
}

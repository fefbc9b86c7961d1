using Microsoft.Extensions.Logging;

namespace Sightglass.Plugins.Lua;

internal static partial class LuaLog
{
    [LoggerMessage(EventId = 5050, EventName = nameof(Message), Message = "[{Plugin}] {Text}")]
    public static partial void Message(ILogger logger, LogLevel level, string plugin, string text);

    [LoggerMessage(EventId = 5051, EventName = nameof(Failed), Level = LogLevel.Error, Message = "[{Plugin}] {Phase}: {Reason}")]
    public static partial void Failed(ILogger logger, string plugin, string phase, string reason);
}

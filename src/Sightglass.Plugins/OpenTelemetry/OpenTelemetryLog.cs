using Microsoft.Extensions.Logging;

namespace Sightglass.Plugins.OpenTelemetry;

internal static partial class OpenTelemetryLog
{
    [LoggerMessage(EventId = 5070, EventName = nameof(HeaderIgnored), Level = LogLevel.Warning, Message = "{Problem}; ignoring.")]
    public static partial void HeaderIgnored(ILogger logger, string problem);
}

using Microsoft.Extensions.Logging;

namespace Sightglass.Gateway.PluginRuntime;

internal static partial class PluginLog
{
    [LoggerMessage(1201, LogLevel.Warning, "Plugin {Plugin} (instance {Instance}) failed to release what it holds")]
    public static partial void HandlerDisposeFailed(this ILogger logger, Exception exception, string plugin, Guid instance);

    [LoggerMessage(1202, LogLevel.Error, "Plugin {Plugin} (instance {Instance}) failed in phase {Phase} of request {RequestId}")]
    public static partial void HandlerFailed(this ILogger logger, Exception exception, string plugin, string instance, string phase, string requestId);
}

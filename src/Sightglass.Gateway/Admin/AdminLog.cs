using System.Net;
using Microsoft.Extensions.Logging;

namespace Sightglass.Gateway.Admin;

internal static partial class AdminLog
{
    [LoggerMessage(1800, LogLevel.Information, "Admin API on {Address} ({Scheme}), entities: {Mode}")]
    public static partial void AdminListening(this ILogger logger, IPEndPoint address, string scheme, string mode);

    [LoggerMessage(1801, LogLevel.Warning,
        "THE ADMIN API CAN BE REACHED FROM OTHER MACHINES on {Address}. It asks for no password: whoever reaches it controls this gateway and reads "
        + "its keys. Set admin_listen to a loopback address, or let only trusted machines reach the port.")]
    public static partial void AdminOpen(this ILogger logger, IPEndPoint address);

    // The pattern, not the path: paths of credentials hold keys.
    [LoggerMessage(1802, LogLevel.Information, "Admin API: {Method} {Pattern} from {Client}: {Status}")]
    public static partial void AdminWrite(this ILogger logger, string method, string pattern, IPAddress? client, int status);

    [LoggerMessage(1803, LogLevel.Error, "Admin API: {Method} {Pattern} failed")]
    public static partial void AdminFailed(this ILogger logger, Exception exception, string method, string pattern);

    [LoggerMessage(1804, LogLevel.Error, "Entities could not be written to {Path}; the write is undone")]
    public static partial void EntityFileNotReplaced(this ILogger logger, Exception exception, string path);

    [LoggerMessage(1805, LogLevel.Warning, "Log level is now {Level}, for {Seconds} s (0: until it is changed again)")]
    public static partial void LogLevelChanged(this ILogger logger, string level, int seconds);
}

using System.Net;
using Microsoft.Extensions.Logging;

namespace Sightglass.Gateway.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(1001, LogLevel.Information, "Listening on {Address} ({Scheme})")]
    public static partial void Listening(this ILogger logger, IPEndPoint address, string scheme);

    [LoggerMessage(1002, LogLevel.Information, "Configuration {Hash} with {Routes} routes is in force")]
    public static partial void ConfigurationApplied(this ILogger logger, string hash, int routes);
}

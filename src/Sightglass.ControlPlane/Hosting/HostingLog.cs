using System.Net;
using Microsoft.Extensions.Logging;

namespace Sightglass.ControlPlane.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(EventId = 3501, EventName = nameof(StorageOpened), Level = LogLevel.Information, Message = "Storage: {Storage} in {Directory}")]
    public static partial void StorageOpened(this ILogger logger, string storage, string directory);

    [LoggerMessage(EventId = 3502, EventName = nameof(Listening), Level = LogLevel.Information, Message = "Nodes connect to {Cluster} and send traces to {Telemetry}")]
    public static partial void Listening(this ILogger logger, IPEndPoint cluster, IPEndPoint telemetry);

    [LoggerMessage(
        EventId = 3503,
        EventName = nameof(ApiWithoutTls),
        Level = LogLevel.Warning,
        Message = "The API listens on {Address} without TLS: tokens and passwords cross the network in the clear. Set api_ssl_cert and api_ssl_cert_key, or put a TLS proxy in front")]
    public static partial void ApiWithoutTls(this ILogger logger, string address);
}

using Microsoft.Extensions.Logging;

namespace Sightglass.Gateway.Balancing;

/// <summary>Log messages of balancing and health, ids 1600–1619.</summary>
internal static partial class BalancingLog
{
    [LoggerMessage(EventId = 1600, EventName = nameof(AddressHealthy), Level = LogLevel.Information,
        Message = "Upstream {Upstream}: {Address} is healthy again")]
    public static partial void AddressHealthy(this ILogger logger, string upstream, string address);

    [LoggerMessage(EventId = 1601, EventName = nameof(AddressUnhealthy), Level = LogLevel.Warning,
        Message = "Upstream {Upstream}: {Address} is unhealthy and gets no requests")]
    public static partial void AddressUnhealthy(this ILogger logger, string upstream, string address);

    [LoggerMessage(EventId = 1602, EventName = nameof(TargetUnresolved), Level = LogLevel.Warning,
        Message = "Upstream {Upstream}: target {Target} has no addresses: {Error}")]
    public static partial void TargetUnresolved(this ILogger logger, string upstream, string target, string error);
}

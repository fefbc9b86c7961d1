using System.Globalization;
using System.Net;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.CorrelationId;

/// <summary><c>addr-port-pid-connection-requests-time</c>: says where and when a request came in.</summary>
internal sealed class TrackerGenerator : IIdGenerator
{
    public string Next(PluginContext context)
    {
        var connection = context.Connection;
        var address = connection.LocalAddress ?? IPAddress.Any;
        var time = context.Time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{address}-{connection.LocalPort}-{Environment.ProcessId}-{connection.Id}-{connection.Requests}-{time:F3}");
    }
}

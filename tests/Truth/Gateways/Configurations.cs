using System.Net;
using Sightglass.Configuration.Entities;
using Sightglass.PluginSdk;

namespace Truth.Gateways;

/// <summary>Configurations of one route.</summary>
internal static class Configurations
{
    /// <summary>Everything goes to one address.</summary>
    public static GatewayConfiguration To(IPEndPoint upstream, params Plugin[] plugins) =>
        To(new ServiceConfig { Id = Id(1), Host = upstream.Address.ToString(), Port = upstream.Port }, plugins);

    public static GatewayConfiguration To(ServiceConfig service, params Plugin[] plugins) => new()
    {
        Services = [service],
        Routes = [new RouteConfig { Id = Id(2), Service = service.Id, Paths = ["/"] }],
        Plugins = [.. plugins.Select((plugin, index) => new PluginConfig { Id = Id(100 + index), Name = plugin.Name, Config = [] })],
    };

    /// <summary>Everything goes to an upstream of several targets.</summary>
    public static GatewayConfiguration Balanced(ServiceConfig service, params IPEndPoint[] targets) => To(service) with
    {
        Upstreams =
        [
            new UpstreamConfig
            {
                Id = Id(3),
                Name = service.Host,
                Targets = [.. targets.Select((target, index) => new TargetConfig { Id = Id(10 + index), Target = target.ToString() })],
            },
        ],
    };

    public static Guid Id(int number) => new($"00000000-0000-4000-8000-{number:x12}");
}

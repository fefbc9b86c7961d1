using System.Net;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;

namespace Sightglass.Gateway.Tests.Fixtures;

/// <summary>Makes configurations. Ids are made of numbers, so that a test can tell them.</summary>
internal static class Configurations
{
    public static Guid Id(int number) => new($"00000000-0000-4000-8000-{number:x12}");

    /// <summary>One service and one route to it.</summary>
    public static GatewayConfiguration Proxy(
        IPEndPoint upstream,
        Func<RouteConfig, RouteConfig>? route = null,
        Func<ServiceConfig, ServiceConfig>? service = null)
    {
        var serviceConfig = new ServiceConfig { Id = Id(1), Name = "service", Host = upstream.Address.ToString(), Port = upstream.Port };
        var routeConfig = new RouteConfig { Id = Id(2), Name = "route", Service = Id(1), Paths = ["/"], StripPath = false };
        return new GatewayConfiguration
        {
            Services = [service is null ? serviceConfig : service(serviceConfig)],
            Routes = [route is null ? routeConfig : route(routeConfig)],
        };
    }

    public static PluginConfig Plugin(string name, int id = 100, Guid? route = null, Guid? service = null, Guid? consumer = null, JsonObject? config = null)
        => new() { Id = Id(id), Name = name, Route = route, Service = service, Consumer = consumer, Config = config ?? [] };
}

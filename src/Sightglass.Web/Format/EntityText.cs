using Sightglass.Configuration.Entities;

namespace Sightglass.Web.Format;

/// <summary>Entities in a few words.</summary>
internal static class EntityText
{
    public static string Name(RouteConfig route) => route.Name ?? route.Id.ToString();

    public static string Name(ServiceConfig service) => service.Name ?? service.Host;

    /// <summary>What the route matches: <c>GET, POST api.example.com /orders</c>.</summary>
    public static string Matches(RouteConfig route)
    {
        if (route.Expression is { } expression)
        {
            return expression;
        }

        var parts = new[] { route.Methods, route.Hosts, route.Paths, route.Snis }
            .Where(list => list.Length > 0)
            .Select(list => string.Join(", ", list))
            .Concat(route.Headers.Select(h => $"{h.Name}: {string.Join(" or ", h.Values)}"));
        var text = string.Join("  ", parts);
        return text.Length == 0 ? "every request" : text;
    }

    /// <summary>Where the service is: <c>https://host:port/path</c>.</summary>
    public static string Url(ServiceConfig service) => $"{service.Protocol}://{service.Host}:{service.Port}{service.Path}";

    /// <summary>Where a plugin applies.</summary>
    public static string Scope(PluginConfig plugin, GatewayConfiguration configuration)
    {
        var parts = new List<string>();
        if (plugin.Service is { } service)
        {
            parts.Add("service " + (configuration.Services.FirstOrDefault(s => s.Id == service) is { } found ? Name(found) : service));
        }

        if (plugin.Route is { } route)
        {
            parts.Add("route " + (configuration.Routes.FirstOrDefault(r => r.Id == route) is { } found ? Name(found) : route));
        }

        if (plugin.Consumer is { } consumer)
        {
            parts.Add("consumer " + (configuration.Consumers.FirstOrDefault(c => c.Id == consumer)?.Username ?? consumer.ToString()));
        }

        return parts.Count == 0 ? "global" : string.Join(", ", parts);
    }
}

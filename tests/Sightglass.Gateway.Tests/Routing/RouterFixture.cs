using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.PluginRuntime;
using Sightglass.Gateway.Routing;
using Sightglass.Gateway.Snapshots;
using Sightglass.Gateway.Tests.Fixtures;

namespace Sightglass.Gateway.Tests.Routing;

/// <summary>Makes routers of route configurations and asks them.</summary>
internal static class RouterFixture
{
    public static RouteConfig Route(int id) => new() { Id = Configurations.Id(id), Name = $"r{id}" };

    public static Router Create(params IEnumerable<RouteConfig> routes)
        => new(routes.Select(static route => new RouteRuntime(route, null, PluginPlan.Empty)));

    /// <summary>Asks a router.</summary>
    /// <param name="router">The router.</param>
    /// <param name="request">Method, host and path, separated by spaces.</param>
    /// <param name="headers">Header lines, separated by semicolons.</param>
    /// <param name="serverName">The TLS server name; null for plain text.</param>
    public static RouteMatch? Match(this Router router, string request, string headers = "", string? serverName = null)
        => Match(router, request, headers, serverName, out _);

    public static RouteMatch? Match(this Router router, string request, string headers, string? serverName, out bool cacheHit)
    {
        var parts = request.Split(' ');
        var dictionary = new HeaderDictionary();
        foreach (var line in headers.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            dictionary[line[..colon]] = StringValues.Concat(dictionary[line[..colon]], line[(colon + 1)..]);
        }

        var host = HostName.Split(parts[1], out var port);
        return router.Match(
            new RouterRequest
            {
                Method = parts[0],
                Host = host,
                Port = port < 0 ? 8000 : port,
                Path = parts[2],
                Headers = dictionary,
                IsTls = serverName is not null,
                ServerName = serverName,
            },
            parts[1],
            out cacheHit);
    }

    public static string? Name(this RouteMatch? match) => match?.Route.Config.Name;
}

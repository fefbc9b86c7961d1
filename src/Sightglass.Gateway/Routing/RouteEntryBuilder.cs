using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Hashing;
using Sightglass.Gateway.Snapshots;

namespace Sightglass.Gateway.Routing;

/// <summary>Makes the router's entries of a route: one for all its regex paths, one per length of its plain paths.</summary>
internal static class RouteEntryBuilder
{
    private static readonly Guid GroupSpace = new("7f145bf9-0dce-4f91-98eb-debbce4b9f6b");

    public static IEnumerable<RouteEntry> Build(RouteRuntime runtime)
    {
        var route = runtime.Config;
        if (route.Expression is not null)
        {
            yield return BuildExpression(runtime, route);
            yield break;
        }

        var groups = route.Paths
            .GroupBy(static path => path.StartsWith('~') ? -1 : path.Length)
            .Select(static group => (Length: group.Key, Paths: group.ToArray()))
            .ToList();
        if (groups.Count == 0)
        {
            groups.Add((0, []));
        }

        var number = 0;
        foreach (var (length, paths) in groups)
        {
            number++;
            yield return Build(runtime, route, length, paths, groups.Count == 1 ? route.Id : FormatHashes.UuidV5(GroupSpace, $"{route.Id}#{number}"));
        }
    }

    private static RouteEntry Build(RouteRuntime runtime, RouteConfig route, int length, string[] paths, Guid id)
    {
        var isRegex = length < 0;
        var hosts = route.Hosts.Select(HostCondition.Parse).ToArray();
        var patterns = isRegex ? paths.Select(static path => path[1..]).ToArray() : [];
        return new RouteEntry
        {
            Route = runtime,
            Id = id,
            Priority = RoutePriority.Compute(
                Kinds(route),
                hosts.Length > 0 && hosts.All(static host => host.Kind == HostKind.Exact),
                route.Headers.Length,
                isRegex,
                route.RegexPriority,
                Math.Max(length, 0)),
            Hosts = hosts,
            Methods = [.. route.Methods],
            Headers = [.. route.Headers.Select(static header => new HeaderCondition(header.Name, header.Values))],
            ServerNames = [.. route.Snis.Select(ServerNameCondition.Parse)],
            Paths = isRegex ? [] : paths,
            Patterns = [.. patterns.Select(static pattern => RoutePattern.Compile(pattern, anchored: true))],
            PatternPrefixes = [.. patterns.Select(RoutePattern.LiteralPrefix)],
        };
    }

    private static RouteEntry BuildExpression(RouteRuntime runtime, RouteConfig route) => new()
    {
        Route = runtime,
        Id = route.Id,
        Priority = (ulong)route.Priority,
        Expression = new RouteExpression(route),
        Hosts = [],
        Methods = [],
        Headers = [],
        ServerNames = [],
        Paths = [],
        Patterns = [],
        PatternPrefixes = [],
    };

    private static int Kinds(RouteConfig route)
        => (route.Sources.IsEmpty ? 0 : 1)
            + (route.Destinations.IsEmpty ? 0 : 1)
            + (route.Methods.IsEmpty ? 0 : 1)
            + (route.Hosts.IsEmpty ? 0 : 1)
            + (route.Headers.IsEmpty ? 0 : 1)
            + (route.Snis.IsEmpty ? 0 : 1)
            + (route.Paths.IsEmpty ? 0 : 1);
}

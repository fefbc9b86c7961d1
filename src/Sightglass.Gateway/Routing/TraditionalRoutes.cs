using Sightglass.Gateway.Snapshots;

namespace Sightglass.Gateway.Routing;

/// <summary>
/// The flavour <c>traditional</c> (gateway.md 7.3, end): an entry for every path, ordered by the kinds of condition first and by what they
/// are only inside the same kinds.
/// </summary>
internal static class TraditionalRoutes
{
    // What the kinds weigh when routes have equally many of them.
    private const int Host = 64;
    private const int Header = 32;
    private const int Path = 16;
    private const int Method = 8;
    private const int ServerName = 4;
    private const int Source = 2;
    private const int Destination = 1;

    private const int WildcardWithPort = 4;
    private const int PlainHosts = 2;
    private const int Regex = 1;

    public static IEnumerable<RouteEntry> Build(RouteRuntime runtime)
    {
        var route = runtime.Config;
        foreach (var path in route.Paths.IsEmpty ? [null] : route.Paths.Select(static path => (string?)path))
        {
            var pattern = path is ['~', .. var regex] ? regex : null;
            yield return new RouteEntry
            {
                Route = runtime,
                Id = route.Id,
                Priority = 0,
                Hosts = [.. route.Hosts.Select(HostCondition.Parse)],
                Methods = [.. route.Methods],
                Headers = [.. route.Headers.Select(static header => HeaderCondition.Traditional(header.Name, header.Values))],
                ServerNames = [.. route.Snis.Select(ServerNameCondition.Parse)],
                Paths = path is null || pattern is not null ? [] : [path],
                Patterns = pattern is null ? [] : [RoutePattern.Compile(pattern, anchored: true)],
                PatternPrefixes = pattern is null ? [] : [RoutePattern.LiteralPrefix(pattern)],
            };
        }
    }

    /// <summary>The order of trial. The older of two that nothing else tells apart is first, and of the same age the one configured first.</summary>
    public static IEnumerable<RouteEntry> Sort(IEnumerable<RouteEntry> entries) => entries
        .OrderByDescending(static entry => int.PopCount(Kinds(entry)))
        .ThenByDescending(Kinds)
        .ThenByDescending(Details)
        .ThenByDescending(static entry => entry.Headers.Length)
        .ThenByDescending(static entry => entry.Patterns.Length > 0 ? entry.Route.Config.RegexPriority : 0)
        .ThenByDescending(static entry => entry.Paths is [var path] ? path.Length : 0)
        .ThenBy(static entry => entry.Route.Config.CreatedAt ?? long.MaxValue);

    private static int Kinds(RouteEntry entry)
    {
        var route = entry.Route.Config;
        return (route.Hosts.IsEmpty ? 0 : Host)
            | (route.Headers.IsEmpty ? 0 : Header)
            | (route.Paths.IsEmpty ? 0 : Path)
            | (route.Methods.IsEmpty ? 0 : Method)
            | (route.Snis.IsEmpty ? 0 : ServerName)
            | (route.Sources.IsEmpty ? 0 : Source)
            | (route.Destinations.IsEmpty ? 0 : Destination);
    }

    private static int Details(RouteEntry entry)
    {
        // Only the first wildcard counts for the port.
        var hosts = entry.Hosts;
        var wildcard = Array.FindIndex(hosts, static host => host.Kind != HostKind.Exact);
        return (wildcard >= 0 && hosts[wildcard].Port >= 0 ? WildcardWithPort : 0)
            | (hosts.Length > 0 && wildcard < 0 ? PlainHosts : 0)
            | (entry.Patterns.Length > 0 ? Regex : 0);
    }
}

using Sightglass.Configuration.Routing;
using Sightglass.Gateway.Snapshots;

namespace Sightglass.Gateway.Routing;

/// <summary>
/// Finds the route of a request (gateway.md 7): the first in order of priority whose configured kinds all match.
/// </summary>
internal sealed class Router
{
    private const int CacheStep = 5_000;
    private const int MaxCacheSteps = 20;

    private readonly HostIndex _index;
    private readonly RouteCache _positive;
    private readonly RouteCache _negative;
    private readonly bool _isCacheable;

    /// <param name="routes">The routes in service: those of disabled services left out.</param>
    /// <param name="flavor">How routes are told apart and ordered.</param>
    public Router(IEnumerable<RouteRuntime> routes, RouterFlavor flavor = RouterFlavor.TraditionalCompatible)
    {
        var entries = (flavor == RouterFlavor.Traditional
            ? TraditionalRoutes.Sort(routes.SelectMany(TraditionalRoutes.Build))
            : routes
                .SelectMany(RouteEntryBuilder.Build)
                .OrderBy(static entry => entry.Expression is null)
                .ThenByDescending(static entry => entry.Priority)
                .ThenByDescending(static entry => entry.Id.ToString(), StringComparer.Ordinal)).ToList();
        for (var i = 0; i < entries.Count; i++)
        {
            entries[i].Rank = i;
        }

        Entries = entries;
        _index = new HostIndex(entries);
        HeaderNames = [.. entries
            .SelectMany(static entry => entry.Headers)
            .Select(static header => header.Name)
            .Distinct(StringComparer.OrdinalIgnoreCase)];
        _isCacheable = entries.TrueForAll(static entry => entry.Expression?.DependsOnRequestLineOnly ?? true);
        var capacity = CacheStep * Math.Clamp((entries.Count + CacheStep - 1) / CacheStep, 1, MaxCacheSteps);
        _positive = new RouteCache(capacity, HeaderNames);
        _negative = new RouteCache(capacity, HeaderNames);
    }

    /// <summary>Whether a repeated request line always finds the same route: nothing else decides.</summary>
    public bool DependsOnRequestLineOnly => _isCacheable && HeaderNames.Length == 0;

    /// <summary>Headers that at least one classic route asks for.</summary>
    public string[] HeaderNames { get; }

    /// <summary>In order of trial.</summary>
    internal IReadOnlyList<RouteEntry> Entries { get; }

    /// <summary>Finds the route.</summary>
    /// <param name="request">The request.</param>
    /// <param name="host">The Host header as sent, for the cache's key.</param>
    /// <param name="cacheHit">Whether the answer was remembered.</param>
    /// <returns>The match; null when no route matches.</returns>
    public RouteMatch? Match(in RouterRequest request, string host, out bool cacheHit)
    {
        cacheHit = false;
        if (!_isCacheable)
        {
            return Find(request);
        }

        var key = new RouteCacheKey(request.Method, host, request.Port, request.Path, request.IsTls, request.ServerName);
        var hash = key.Hash();
        if (_positive.TryGet(key, hash, request.Headers, out var match) || _negative.TryGet(key, hash, request.Headers, out match))
        {
            cacheHit = true;
            return match;
        }

        match = Find(request);
        (match is null ? _negative : _positive).Add(key, hash, request.Headers, match);
        return match;
    }

    /// <summary>Searches, without asking what is remembered.</summary>
    internal FoundEntry Search(in RouterRequest request) => _index.Find(request);

    private RouteMatch? Find(in RouterRequest request)
    {
        var found = Search(request);
        return found.Entry is null ? null : new RouteMatch(found.Entry.Route, found.Matched, found.Pattern, found.Entry.Expression);
    }
}

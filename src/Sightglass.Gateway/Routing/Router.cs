using Sightglass.Expressions.Fields;
using Sightglass.Gateway.Snapshots;

namespace Sightglass.Gateway.Routing;

/// <summary>
/// Finds the route of a request (gateway.md 7): the first route with an expression whose expression is true, otherwise the first in order
/// of priority whose configured kinds all match.
/// </summary>
internal sealed class Router
{
    private const int CacheStep = 5_000;
    private const int MaxCacheSteps = 20;

    private readonly HostIndex _index;
    private readonly ExpressionRoutes _expressions;
    private readonly RouteCache _positive;
    private readonly RouteCache _negative;

    /// <param name="routes">The routes in service: those of disabled services left out.</param>
    /// <exception cref="ArgumentException">A pattern or an expression is not one.</exception>
    public Router(IReadOnlyCollection<RouteRuntime> routes)
    {
        _expressions = new ExpressionRoutes(routes.Where(static route => route.Config.Expression is not null));
        var entries = routes
            .Where(static route => route.Config.Expression is null)
            .SelectMany(RouteEntryBuilder.Build)
            .OrderByDescending(static entry => entry.Priority)
            .ThenByDescending(static entry => entry.Id.ToString(), StringComparer.Ordinal)
            .ToList();
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
        var capacity = CacheStep * Math.Clamp((entries.Count + CacheStep - 1) / CacheStep, 1, MaxCacheSteps);
        _positive = new RouteCache(capacity, HeaderNames);
        _negative = new RouteCache(capacity, HeaderNames);
    }

    /// <summary>Whether a repeated request line decides alone: no route asks for anything that may change within a connection.</summary>
    public bool IsDecidedByTarget => HeaderNames.Length == 0 && _expressions.IsDecidedByTarget;

    /// <summary>Headers that at least one route without expression asks for.</summary>
    internal string[] HeaderNames { get; }

    /// <summary>In order of trial.</summary>
    internal IReadOnlyList<RouteEntry> Entries { get; }

    /// <summary>Finds the route.</summary>
    /// <param name="request">The request.</param>
    /// <param name="host">The Host header as sent, for the cache's key.</param>
    /// <param name="fields">The request's fields, for expressions.</param>
    /// <param name="cacheHit">Whether the answer was remembered.</param>
    /// <returns>The match; null when no route matches.</returns>
    public RouteMatch? Match<TFields>(in RouterRequest request, string host, ref TFields fields, out bool cacheHit)
        where TFields : IFieldSource, allows ref struct
    {
        if (!_expressions.IsDecidedByTarget && _expressions.Find(request.Path, request.IsTls, ref fields) is { } first)
        {
            cacheHit = false;
            return first;
        }

        var key = new RouteCacheKey(request.Method, host, request.Port, request.Path, request.IsTls, request.ServerName);
        var hash = key.Hash();
        if (_positive.TryGet(key, hash, request.Headers, out var match) || _negative.TryGet(key, hash, request.Headers, out match))
        {
            cacheHit = true;
            return match;
        }

        cacheHit = false;
        match = (_expressions.IsDecidedByTarget ? _expressions.Find(request.Path, request.IsTls, ref fields) : null) ?? Find(request);
        (match is null ? _negative : _positive).Add(key, hash, request.Headers, match);
        return match;
    }

    private RouteMatch? Find(in RouterRequest request)
    {
        var found = _index.Find(request);
        return found.Entry is null ? null : new RouteMatch(found.Entry.Route, found.Matched, found.Pattern);
    }
}

using Sightglass.Expressions.Fields;
using Sightglass.Gateway.Snapshots;

namespace Sightglass.Gateway.Routing;

/// <summary>The routes with an expression, in order of trial: descending <c>priority</c>, the greater id first among equals.</summary>
internal sealed class ExpressionRoutes
{
    private readonly ExpressionRoute[] _routes;

    /// <exception cref="ArgumentException">An expression is not one.</exception>
    public ExpressionRoutes(IEnumerable<RouteRuntime> routes)
    {
        var table = new FieldReferenceTable();
        _routes = [.. routes
            .OrderByDescending(static route => route.Config.Priority)
            .ThenByDescending(static route => route.Id, StringComparer.Ordinal)
            .Select(route => ExpressionRoute.Compile(route, table))];
        IsDecidedByTarget = _routes.SelectMany(static route => route.Fields).All(static field => IsOfTarget(field.Id));
    }

    /// <summary>Whether request line, host and connection decide alone, so that an answer can be remembered for them.</summary>
    public bool IsDecidedByTarget { get; }

    /// <summary>The first route that matches; null when none does.</summary>
    public RouteMatch? Find<TFields>(string path, bool isTls, ref TFields fields)
        where TFields : IFieldSource, allows ref struct
    {
        foreach (var route in _routes)
        {
            if (route.Matches(isTls, ref fields))
            {
                return route.Describe(path, ref fields);
            }
        }

        return null;
    }

    // Query, headers, and the client's address change from one request of a connection to the next, and are no part of the cache's key.
    private static bool IsOfTarget(int field) => field is RequestFieldIds.NetProtocol
        or RequestFieldIds.TlsSni
        or RequestFieldIds.HttpMethod
        or RequestFieldIds.HttpHost
        or RequestFieldIds.HttpPath
        or RequestFieldIds.HttpPathSegment
        or RequestFieldIds.HttpPathSegmentCount
        or RequestFieldIds.NetDestinationPort;
}

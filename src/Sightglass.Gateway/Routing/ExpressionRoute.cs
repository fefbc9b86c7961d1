using Sightglass.Configuration.Routing;
using Sightglass.Expressions;
using Sightglass.Expressions.Evaluation;
using Sightglass.Expressions.Fields;
using Sightglass.Gateway.Snapshots;

namespace Sightglass.Gateway.Routing;

/// <summary>A route that is matched by its expression (gateway.md 1.3, expressions.md 9).</summary>
internal sealed class ExpressionRoute
{
    private readonly CompiledExpression _program;
    private readonly bool _overHttp;
    private readonly bool _overTls;

    private ExpressionRoute(RouteRuntime route, Expression expression)
    {
        Route = route;
        Fields = expression.Fields;
        _program = expression.Program;

        // A route that is for https alone takes plain requests too: they are answered with a redirection, or told to upgrade.
        var redirects = route.Config.Protocols is ["https"];
        _overHttp = redirects || route.AcceptsHttp || route.AcceptsGrpc;
        _overTls = route.AcceptsHttps || route.AcceptsGrpcs;
    }

    public RouteRuntime Route { get; }

    /// <summary>The fields that the expression uses.</summary>
    public IReadOnlyList<FieldReference> Fields { get; }

    /// <summary>Compiles the expression of a route that has one.</summary>
    /// <param name="route">The route.</param>
    /// <param name="table">Numbers the fields of all routes.</param>
    /// <exception cref="ArgumentException">The expression is not one.</exception>
    public static ExpressionRoute Compile(RouteRuntime route, FieldReferenceTable table)
        => Expression.TryParse(route.Config.Expression!, RouterFields.Catalogue, Dialect.Route, table, out var expression, out var error)
            ? new ExpressionRoute(route, expression)
            : throw new ArgumentException($"router expression failed validation: {error.Describe()}");

    /// <summary>Whether the request matches.</summary>
    /// <param name="isTls">Whether the request came over TLS: the route's protocols are part of what must match.</param>
    /// <param name="fields">The request's fields.</param>
    public bool Matches<TFields>(bool isTls, ref TFields fields)
        where TFields : IFieldSource, allows ref struct
        => (isTls ? _overTls : _overHttp) && _program.IsMatch(ref fields);

    /// <summary>What the request that matches took of the path, and what the regexes captured.</summary>
    public RouteMatch Describe<TFields>(string path, ref TFields fields)
        where TFields : IFieldSource, allows ref struct
    {
        var record = new MatchRecord();
        _ = _program.IsMatch(ref fields, record);

        // Only the start of a path can be stripped: what matched elsewhere stays.
        var matched = record.TryGetMatchedValue(RequestFieldIds.HttpPath, out var value) && path.StartsWith(value, StringComparison.Ordinal)
            ? value.Length
            : 0;
        var captures = new Dictionary<string, string>(StringComparer.Ordinal);
        record.CopyCaptures(captures);
        return new RouteMatch(Route, matched, null) { Captures = captures.Count > 0 ? captures : null };
    }
}

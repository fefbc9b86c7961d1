using Sightglass.Expressions.Patterns;
using Sightglass.Gateway.Snapshots;

namespace Sightglass.Gateway.Routing;

/// <summary>What the router found: a route and how much of the path it took. Immutable, so that results can be cached.</summary>
/// <param name="Route">The route.</param>
/// <param name="MatchedLength">Characters of the path that the route's path matched; 0 for a route without paths.</param>
/// <param name="Pattern">The regex that matched; null for a plain path.</param>
/// <param name="Expression">The expression that matched; null for a classic route.</param>
internal sealed record RouteMatch(RouteRuntime Route, int MatchedLength, CompiledPattern? Pattern, RouteExpression? Expression = null);

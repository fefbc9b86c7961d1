namespace Sightglass.Configuration.Rules;

/// <summary>The rule for a route's <c>expression</c>.</summary>
internal static class RouteExpression
{
    public static string? Problem(string expression) =>
        expression.AsSpan().Trim().IsEmpty ? "length must be at least 1" : null;
}

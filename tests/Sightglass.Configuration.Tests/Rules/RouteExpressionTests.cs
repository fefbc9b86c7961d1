using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Routing;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Tests.Rules;

public sealed class RouteExpressionTests
{
    private static readonly EntityValidator Expressions = new(new ValidationOptions { RouterFlavor = RouterFlavor.Expressions });

    [Fact]
    public void Validate_Expression_IsAcceptedWithPriority()
    {
        var result = Expressions.Validate(EntityTypes.Routes, Json.Of("{'expression': 'http.path ^= \\'/x\\'', 'priority': 7}".Replace("\\'", "\\\"")));

        Assert.Empty(result.Errors);
        Assert.Equal(7, result.Value!["priority"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("'expression': 'http.pth == 1'", "schema violation (Router Expression failed validation: ")]
    [InlineData("'expression': 'http.path ==', 'methods': ['GET']", "(Router Expression failed validation: cannot set 'expression' with 'methods', 'hosts', 'paths', 'headers', 'snis', 'sources' or 'destinations' simultaneously)")]
    [InlineData("'expression': 'net.port == 1', 'regex_priority': 1", "(Router Expression failed validation: cannot set 'regex_priority' with 'expression' simultaneously)")]
    [InlineData("'expression': 'net.dst.port == 1', 'priority': 70368744177664", "priority: value should be between 0 and 70368744177663")]
    [InlineData("'expression': 'http.method == \\u0022GET\\u0022', 'protocols': ['tcp']", "schema violation (Router Expression failed validation: ")]
    [InlineData("'protocols': ['http']", "must set one of 'methods', 'hosts', 'headers', 'paths', 'expression' when 'protocols' is 'http'")]
    [InlineData("'paths': ['/'], 'priority': 1", "cannot set 'priority' with 'methods'")]
    public void Validate_BadExpressionRoute_SaysWhy(string fields, string problem) =>
        Assert.Contains(problem, Expressions.Validate(EntityTypes.Routes, Json.Of($"{{{fields}}}")).Message, StringComparison.Ordinal);

    [Fact]
    public void Validate_ClassicUnderExpressions_MayHaveSources() =>
        Assert.Empty(Expressions.Validate(EntityTypes.Routes, Json.Of("{'paths': ['/x'], 'sources': [{'port': 1}]}")).Errors);

    [Fact]
    public void Validate_ExpressionUnderOtherFlavors_IsUnknown() =>
        Assert.Equal(
            "schema violation (expression: unknown field)",
            TestPlugins.Validator().Validate(EntityTypes.Routes, Json.Of("{'expression': 'a', 'paths': ['/x']}")).Message);
}

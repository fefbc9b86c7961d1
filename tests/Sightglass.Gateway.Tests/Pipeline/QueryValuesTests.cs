using Sightglass.Expressions.Fields;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Tests.Pipeline;

public sealed class QueryValuesTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("?", null)]
    [InlineData("?b=1", null)]
    [InlineData("?A=1", null)]
    [InlineData("?aa=1", null)]
    [InlineData("?a", "")]
    [InlineData("?a=", "")]
    [InlineData("?a=1", "1")]
    [InlineData("?a=1=2", "1=2")]
    [InlineData("?b=0&a=1", "1")]
    [InlineData("?&&a=1&", "1")]
    [InlineData("?a=1&a=2&b=3&a", "1|2|")]
    [InlineData("?%61=x", "x")]
    [InlineData("?a=%20+%2B", "  +")]
    [InlineData("?a=%E2%82%AC", "€")]
    [InlineData("?a=%zz%4", "%zz%4")]
    public void Read_Parameter_GivesItsValues(string query, string? expected)
    {
        Check(query, expected?.Split('|'));
    }

    [Fact]
    public void Read_BeyondAHundredParameters_LooksNoFurther()
    {
        var padding = string.Join('&', Enumerable.Repeat("b=1", 99));

        Check($"?{padding}&a=in&a=out", ["in"]);
        Check($"?{padding}&b=1&a=out", null);
    }

    /// <summary>The parameter <c>a</c> has these values, each of them, and no other; null for none at all.</summary>
    private static void Check(string query, string[]? expected)
    {
        FieldState Read(FieldReference field, ref FieldValues values) => QueryValues.Read(query, field.Label, ref values);
        var values = default(FieldValues);

        Assert.Equal(expected is null ? FieldState.Absent : FieldState.Present, QueryValues.Read(query, "a", ref values));
        Assert.Equal(expected?.Length ?? 0, values.Count);
        foreach (var value in expected ?? [])
        {
            Assert.True(FieldProbe.Holds($"any(http.queries.a) == r#\"{value}\"#", Read), value);
        }
    }
}

using Sightglass.Expressions.Errors;
using Sightglass.Expressions.Tests.Samples;

namespace Sightglass.Expressions.Tests.Syntax;

public sealed class ReadingTests
{
    private const string A = "http.method == \"a\"";
    private const string B = "http.path == \"b\"";
    private const string C = "http.host == \"c\"";
    private const string D = "net.dst.port == 4";

    [Theory]
    [InlineData($"{A} && {B} || {C}", $"{A} && ({B} || {C})")]
    [InlineData($"{A} || {B} && {C} || {D}", $"({A} || {B}) && ({C} || {D})")]
    [InlineData($"({A} && {B}) || {C}", $"({A} && {B}) || {C}")]
    [InlineData($"{A} && {B} && {C}", $"{A} && {B} && {C}")]
    [InlineData($"(({A}))", A)]
    [InlineData($"!({A})", $"!({A})")]
    [InlineData($"! ( !({A} || {B}) )", $"!(!({A} || {B}))")]
    [InlineData("http.method==\"a\"", A)]
    [InlineData("http.path contains\"a\"", "http.path contains \"a\"")]
    [InlineData("net.src.ip in10.0.0.0/8", "net.src.ip in 10.0.0.0/8")]
    [InlineData("net.src.ip infd00::/8", "net.src.ip in fd00::/8")]
    [InlineData("net.src.ip not \n in10.0.0.0/8", "net.src.ip not in 10.0.0.0/8")]
    [InlineData(" any ( lower ( any( http.path ) ) ) ^=\"a\" ", "any(lower(http.path)) ^= \"a\"")]
    [InlineData("lower(lower(http.path)) =^ \"a\"", "lower(http.path) =^ \"a\"")]
    [InlineData("net.port == 80", "net.dst.port == 80")]
    [InlineData("http.headers.X_Foo == \"a\"", "http.headers.x_foo == \"a\"")]
    [InlineData("http.queries.X == \"a\"", "http.queries.X == \"a\"")]
    [InlineData("http.path ~ \"a\\\\d\"", "http.path ~ r#\"a\\d\"#")]
    [InlineData("http.path ~ r#\"a\"#", "http.path ~ \"a\"")]
    [InlineData("http.path == \"a\\\"\\n\\\\\"", "http.path == \"a\\\"\\n\\\\\"")]
    public void Reading_OfExpression_IsFullyParenthesised(string text, string reading)
    {
        var expression = Vector.Parse(text);
        Assert.Equal(reading, expression.Reading);
        Assert.Equal(reading, Vector.Parse(reading).Reading);
    }

    [Theory]
    [InlineData("proxy.kong.route.id == a", "proxy.kong.route.id == \"a\"")]
    [InlineData("span[\"kong.dns\"].duration_ms>=5", "span[\"kong.dns\"].duration_ms >= 5")]
    [InlineData("any(span[\"a\\\"]\"].status) == error", "any(span[\"a\\\"]\"].status) == \"error\"")]
    public void Reading_OfSamplingRule_KeepsTheNamesUsed(string text, string reading)
    {
        Assert.Equal(reading, Vector.Parse(text, Dialect.Sampling).Reading);
        Assert.Equal(reading, Vector.Parse(reading, Dialect.Sampling).Reading);
    }

    [Fact]
    public void Fields_OfExpression_EachOnceInOrder()
    {
        var expression = Vector.Parse("http.path == \"a\" && any(http.headers.a) == \"b\" && http.path.segments.1_3 == \"c\" && !(http.path == \"d\")");
        Assert.Equal(["http.path", "http.headers.a", "http.path.segments.1_3"], expression.Fields.Select(field => field.Name));
        Assert.Equal([0, 1, 2], expression.Fields.Select(field => field.Slot));
        Assert.Equal((1, 3, "1_3"), (expression.Fields[2].First, expression.Fields[2].Last, expression.Fields[2].Label));
        Assert.Equal(("a", -1), (expression.Fields[1].Label, expression.Fields[1].First));
    }

    [Fact]
    public void Warnings_MixedOperatorsWithoutParentheses_SayHowItIsRead()
    {
        var warning = Assert.Single(Vector.Parse($"{A} && {B} || {C}").Warnings);
        Assert.Equal(ExpressionWarningKind.MixedPrecedence, warning.Kind);
        Assert.Equal(A.Length + 4 + B.Length + 1, warning.Position.Offset);
        Assert.Contains($"{A} && ({B} || {C})", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"{A} && ({B} || {C})")]
    [InlineData($"({A} && {B}) || {C}")]
    [InlineData($"{A} && {B} && {C}")]
    [InlineData($"{A} || {B}")]
    [InlineData("lower(http.path) == \"a\"")]
    [InlineData("lower(http.path) ~ \"A\"")]
    public void Warnings_NothingDoubtful_None(string text) => Assert.Empty(Vector.Parse(text).Warnings);

    [Fact]
    public void Warnings_DeprecatedField_NamesTheNewOne() =>
        Assert.Equal("net.port is a deprecated spelling; write net.dst.port", Assert.Single(Vector.Parse("net.port == 80").Warnings).Message);

    [Fact]
    public void Warnings_UpperCaseConstantForLower_SaysItNeverMatches() =>
        Assert.Equal(ExpressionWarningKind.UpperCaseConstant, Assert.Single(Vector.Parse("lower(http.path) == \"A\"").Warnings).Kind);
}

using Sightglass.Expressions.Errors;
using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Tests.Samples;

namespace Sightglass.Expressions.Tests.Checking;

public sealed class TypeCheckerTests
{
    private const string Mismatch = "Type mismatch between the LHS and RHS values of predicate";
    private const string Ordering = "Greater/GreaterOrEqual/Less/LessOrEqual operators only supports integer operands";
    private const string Range = "In/NotIn operators only supports IP in CIDR";

    [Theory]
    [InlineData("http.foo == \"a\"", "Unknown LHS field", 0)]
    [InlineData("http.path == 1", Mismatch, 13)]
    [InlineData("http.path > 1", Mismatch, 12)]
    [InlineData("net.dst.port == \"80\"", Mismatch, 16)]
    [InlineData("net.dst.port ^= \"8\"", Mismatch, 16)]
    [InlineData("net.dst.port contains \"8\"", Mismatch, 22)]
    [InlineData("net.src.ip == 10.0.0.0/8", Mismatch, 14)]
    [InlineData("net.src.ip == \"10.0.0.1\"", Mismatch, 14)]
    [InlineData("lower(net.dst.port) == 80", "lower-case transformation function only supported with String type fields", 0)]
    [InlineData("any(lower(net.src.ip)) in 10.0.0.0/8", "lower-case transformation function only supported with String type fields", 4)]
    [InlineData("net.dst.port ~ \"80\"", "Regex operators only supports string operands", 13)]
    [InlineData("net.dst.port ^= 8", "Prefix/Postfix operators only supports string operands", 13)]
    [InlineData("net.src.ip =^ 10.0.0.1", "Prefix/Postfix operators only supports string operands", 11)]
    [InlineData("http.path > \"a\"", Ordering, 10)]
    [InlineData("net.src.ip <= 10.0.0.1", Ordering, 11)]
    [InlineData("http.path in \"/a\"", Range, 10)]
    [InlineData("net.dst.port in 80", Range, 13)]
    [InlineData("net.dst.port in 10.0.0.0/8", Range, 13)]
    [InlineData("net.src.ip in 10.0.0.1", Range, 11)]
    [InlineData("net.src.ip not in \"a\"", Range, 11)]
    [InlineData("net.dst.port contains 8", "Contains operator only supports string operands", 13)]
    public void Check_WrongTypes_SaysSoInReferenceWording(string text, string message, int offset)
    {
        var error = Vector.Error(text);
        Assert.Equal((ExpressionErrorKind.Type, message, offset), (error.Kind, error.Message, error.Position.Offset));
    }

    [Theory]
    [InlineData("http.foo == \"a\" && http.path ~ \"(\"", ExpressionErrorKind.Parse)]
    [InlineData("http.foo == \"a\" && net.src.ip in 10.0.0.1/8", ExpressionErrorKind.Parse)]
    [InlineData("http.foo == \"a\" && upper(http.path) == \"b\"", ExpressionErrorKind.Parse)]
    [InlineData("lower(http.foo) == \"a\" && http.path == 1", ExpressionErrorKind.Type)]
    public void Check_ParseErrorAfterTypeError_ParseErrorWins(string text, ExpressionErrorKind kind) =>
        Assert.Equal(kind, Vector.Error(text).Kind);

    [Fact]
    public void Check_SeveralTypeErrors_FirstPredicateWins()
    {
        Assert.Equal("Unknown LHS field", Vector.Error("lower(http.foo) == \"a\" && http.path == 1").Message);
        Assert.Equal(Mismatch, Vector.Error("lower(net.dst.port) == \"a\"").Message);
    }

    [Theory]
    [InlineData("http.pth == \"a\"", "did you mean http.path?")]
    [InlineData("http.mehtod == \"a\"", "did you mean http.method?")]
    [InlineData("method == \"a\"", "did you mean http.method?")]
    [InlineData("http.header.x_a == \"a\"", "did you mean http.headers.x_a?")]
    [InlineData("http.headers == \"a\"", "did you mean http.headers.<name>?")]
    [InlineData("http.headers. == \"a\"", "did you mean http.headers.<name>?")]
    [InlineData("http.headers.a.b == \"a\"", "http.headers.* takes exactly one name without a dot")]
    [InlineData("http.path.segments.1_1 == \"a\"", "write len, an index such as 0, or a range such as 0_2")]
    [InlineData("http.path == 5", "http.path is a String: write \"5\"")]
    [InlineData("net.dst.port == \"80\"", "net.dst.port is an Int: write 80 without quotes")]
    [InlineData("net.src.ip in 10.0.0.1", "write 10.0.0.1/32 for the one address")]
    public void Check_WrongField_SaysWhatToWrite(string text, string suggestion) => Assert.Equal(suggestion, Vector.Error(text).Suggestion);

    [Theory]
    [InlineData("abc")]
    [InlineData("1_")]
    [InlineData("_1")]
    [InlineData("2_1")]
    [InlineData("1_1")]
    [InlineData("01_2")]
    [InlineData("1_02")]
    [InlineData("1_2_3")]
    [InlineData("len_a")]
    [InlineData("01")]
    [InlineData("99999999999")]
    public void Check_IllformedSegment_IsTypeError(string suffix)
    {
        var error = Vector.Error($"http.path.segments.{suffix} == \"a\"");
        Assert.Equal((ExpressionErrorKind.Type, "illformed http.path.segments.* field"), (error.Kind, error.Message));
    }

    [Theory]
    [InlineData("http.path.segments.0 == \"a\"")]
    [InlineData("http.path.segments.17 == \"a\"")]
    [InlineData("http.path.segments.0_1 == \"a\"")]
    [InlineData("http.path.segments.9_10 == \"a\"")]
    [InlineData("http.path.segments.len == 2")]
    public void Check_WellformedSegment_IsAccepted(string text) => Vector.Parse(text);

    [Fact]
    public void Check_HttpFieldInStreamSubsystem_IsUnknown()
    {
        Assert.False(Expression.TryParse("http.path == \"a\"", TestFields.Stream, Dialect.Route, out _, out var error));
        Assert.Equal("Unknown LHS field", error.Message);
        Assert.True(Expression.TryParse("tls.sni == \"a\" && net.src.port > 1", TestFields.Stream, Dialect.Route, out _, out _));
    }

    [Fact]
    public void Check_Refused_LeavesTheTableAlone()
    {
        var table = new FieldReferenceTable();
        Assert.False(Expression.TryParse("http.path == \"a\" && http.foo == \"b\"", TestFields.Route, Dialect.Route, table, out _, out _));
        Assert.Equal(0, table.Count);
    }
}

using Sightglass.Expressions.Errors;
using Sightglass.Expressions.Tests.Samples;

namespace Sightglass.Expressions.Tests.Syntax;

/// <summary>What is said to those who write another language: where the error is, and what to write instead.</summary>
public sealed class HintTests
{
    [Theory]
    [InlineData("http.method == \"GET\" and http.path == \"/\"", 21, "write `&&`")]
    [InlineData("http.method == \"GET\" AND http.path == \"/\"", 21, "write `&&`")]
    [InlineData("http.method == \"GET\" & http.path == \"/\"", 21, "write `&&`")]
    [InlineData("http.method == \"GET\", http.path == \"/\"", 20, "write `&&`")]
    [InlineData("http.method == \"GET\" or http.path == \"/\"", 21, "write `||`")]
    [InlineData("http.method == \"GET\" | http.path == \"/\"", 21, "write `||`")]
    [InlineData("http.method == \"GET\";", 20, "without `;`")]
    [InlineData("http.method = \"GET\"", 12, "write `==`")]
    [InlineData("http.method === \"GET\"", 12, "write `==`")]
    [InlineData("http.method <> \"GET\"", 12, "write `!=`")]
    [InlineData("http.method !== \"GET\"", 12, "write `!=`")]
    [InlineData("http.path =~ \"a\"", 10, "write `~`")]
    [InlineData("http.path !~ \"a\"", 10, "write !(http.path ~ \"…\")")]
    [InlineData("http.path matches \"a\"", 10, "write `~`")]
    [InlineData("http.path not contains \"a\"", 10, "write !(http.path contains \"…\")")]
    [InlineData("http.path startsWith \"a\"", 10, "write `^=`")]
    [InlineData("net.dst.port => 80", 13, "write `>=`")]
    [InlineData("net.src.ip notin 10.0.0.0/8", 11, "write `not in`")]
    [InlineData("net.src.ip NOT IN 10.0.0.0/8", 11, "operators are lower-case")]
    [InlineData("net.src.ip IN 10.0.0.0/8", 11, "operators are lower-case")]
    [InlineData("Any(http.path) == \"a\"", 0, "write `any`")]
    [InlineData("upper(http.path) == \"a\"", 0, "there is only lower()")]
    [InlineData("not (http.path == \"a\")", 0, "write `!(…)`")]
    [InlineData("!http.method == \"GET\"", 1, "put parentheses around")]
    [InlineData("!!(http.method == \"GET\")", 1, "write !(!(…))")]
    [InlineData("\"GET\" == http.method", 0, "the field stands on the left")]
    [InlineData("http.method == 'GET'", 15, "double quotes")]
    [InlineData("http.method == GET", 15, "in double quotes: \"GET\"")]
    [InlineData("http.method == \"GET", 15, "close it with `\"`")]
    [InlineData("http.path ~ r#\"a", 12, "close it with `\"#`")]
    [InlineData("http.path ~ r\"a\"", 12, "exactly one `#`")]
    [InlineData("http.path ~ r##\"a\"##", 12, "exactly one `#`")]
    [InlineData("http.path ~ \"\\d\"", 13, "raw string")]
    [InlineData("http.path ~ /a/", 12, "as a string")]
    [InlineData("http.method in (\"GET\", \"PUT\")", 15, "no lists")]
    [InlineData("net.dst.port == 0128", 19, "octal")]
    [InlineData("net.dst.port == 0x", 17, "hexadecimal")]
    [InlineData("net.dst.port == 0X10", 17, "hexadecimal")]
    [InlineData("net.dst.port == 1.5", 17, "no fractions")]
    [InlineData("net.dst.port == 1_000", 17, "no separators")]
    [InlineData("net.dst.port == - 5", 16, "directly before")]
    [InlineData("net.dst.port == +5", 16, "leave the plus sign out")]
    [InlineData("net.dst.port == 9223372036854775808", 16, "the limits are")]
    [InlineData("net.dst.port == -9223372036854775808", 16, "the limits are")]
    [InlineData("net.src.ip in 10.0.0.1/8", 14, "write 10.0.0.0/8 for the range, or 10.0.0.1/32")]
    [InlineData("http.headers.x-a == \"1\"", 14, "`_` for `-`")]
    [InlineData("(http.method == \"GET\"", 21, "close the parenthesis opened at line 1, column 1")]
    [InlineData("http.method == \"GET\")", 20, "open a parenthesis before")]
    [InlineData("true && http.method == \"GET\"", 5, "no bare booleans")]
    [InlineData("http.method", 11, "field operator constant")]
    [InlineData("", 0, "field operator constant")]
    [InlineData("http.method == \"a\" // comment", 19, "no comments")]
    [InlineData("span[\"a\"].duration_ms > 1", 4, "sampling rules only")]
    public void Parse_WrongSyntax_SaysWhereAndWhatToWrite(string text, int offset, string suggestion)
    {
        var error = Vector.Error(text);
        Assert.Equal(ExpressionErrorKind.Parse, error.Kind);
        Assert.Equal(offset, error.Position.Offset);
        Assert.Contains(suggestion, error.Suggestion, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("proxy.kong.route_id == 0a1b", 24, "in double quotes: \"0a1b\"")]
    [InlineData("http.method == 'GET'", 15, "double quotes")]
    [InlineData("span[a].status == \"ok\"", 5, "in double quotes")]
    [InlineData("span[\"a\"] == 1", 8, "span[\"a\"].")]
    public void Parse_WrongSamplingSyntax_SaysWhereAndWhatToWrite(string text, int offset, string suggestion)
    {
        var error = Vector.Error(text, Dialect.Sampling);
        Assert.Equal((ExpressionErrorKind.Parse, offset), (error.Kind, error.Position.Offset));
        Assert.Contains(suggestion, error.Suggestion, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_UnexpectedWord_ListsWhatWasExpected()
    {
        var error = Vector.Error("http.method == \"GET\" then");
        Assert.Equal("unexpected `then`", error.Message);
        Assert.Equal(["`&&`", "`||`", "the end of the expression"], error.Expected);
    }

    [Fact]
    public void Parse_TooLong_IsRefused() =>
        Assert.Contains("longer than", Vector.Error(new string(' ', ExpressionLimits.MaxLength + 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_NestedAsDeepAsAllowed_IsAcceptedAndOneDeeperIsNot()
    {
        Vector.Parse(Nested(ExpressionLimits.MaxDepth));
        Assert.Contains("nested deeper", Vector.Error(Nested(ExpressionLimits.MaxDepth + 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_MoreTransformationsThanAllowed_IsRefused()
    {
        var field = string.Concat(Enumerable.Repeat("any(", ExpressionLimits.MaxTransformations + 1)) + "http.path";
        Assert.Contains("transformations", Vector.Error(field).Message, StringComparison.Ordinal);
    }

    private static string Nested(int depth) => new string('(', depth) + "http.path == \"a\"" + new string(')', depth);
}

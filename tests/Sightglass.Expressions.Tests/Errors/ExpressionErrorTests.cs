using Sightglass.Expressions.Tests.Samples;

namespace Sightglass.Expressions.Tests.Errors;

public sealed class ExpressionErrorTests
{
    [Fact]
    public void Render_ErrorInSecondLine_PointsAtIt()
    {
        var error = Vector.Error("http.method == \"GET\"\n\t&& http.path = \"/\"");
        Assert.Equal((2, 15), (error.Position.Line, error.Position.Column));
        var lines = error.Render().Split('\n');
        Assert.Equal("unexpected `=`", lines[0]);
        Assert.Equal("2 | \t&& http.path = \"/\"", lines[1]);
        Assert.Equal("  | \t             ^", lines[2]);
        Assert.StartsWith("  = expected `==`, `!=`", lines[3], StringComparison.Ordinal);
        Assert.Equal("  = write `==`", lines[4]);
    }

    [Fact]
    public void Render_CharacterBeyondTheBasicPlane_CountsAsOneColumn()
    {
        var error = Vector.Error("http.path == \"😀\" x");
        Assert.Equal((18, 18), (error.Position.Column, error.Position.Offset));
        Assert.Equal("  | " + new string(' ', 17) + "^", error.Render().Split('\n')[2]);
    }

    [Fact]
    public void Render_WholeWordWrong_UnderlinesIt() =>
        Assert.EndsWith("| ^^^^^", Vector.Error("upper(http.path) == \"a\"").Render().Split('\n')[2], StringComparison.Ordinal);

    [Fact]
    public void Render_LongLine_ShowsAWindow()
    {
        var line = Vector.Error($"http.path == \"{new string('a', 500)}\" x http.path == \"{new string('b', 500)}\"").Render().Split('\n')[1];
        Assert.StartsWith("1 | …", line, StringComparison.Ordinal);
        Assert.EndsWith("…", line, StringComparison.Ordinal);
        Assert.True(line.Length < 120);
    }

    [Fact]
    public void Render_ControlCharacters_AreNotPassedOn()
    {
        var error = Vector.Error("http.path == \"\u001b[31m\" \u0007");
        Assert.DoesNotContain(error.Render(), unit => char.IsControl(unit) && unit != '\n');
        Assert.DoesNotContain(error.Describe(), char.IsControl);
    }

    [Fact]
    public void Describe_Error_IsOneLineWithPosition() =>
        Assert.Equal(
            "unexpected `and` (line 1, column 22); expected `&&`, `||` or the end of the expression; write `&&`",
            Vector.Error("http.method == \"GET\" and http.path == \"/\"").Describe());

    [Fact]
    public void Position_InsideRegularExpression_IsThatOfThePart()
    {
        Assert.Equal(18, Vector.Error("http.path ~ r#\"^/a(?=b)\"#").Position.Offset);
        Assert.Equal(19, Vector.Error("http.path ~ \"\\\\d\\\\d(?=b)\"").Position.Offset);
    }
}

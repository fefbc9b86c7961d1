using Sightglass.Configuration.Json;

namespace Sightglass.Configuration.Tests.Validation;

public sealed class JsonInputTests
{
    [Theory]
    [InlineData("""{"a": 1, "b": [true, null, "x"]}""")]
    [InlineData("5")]
    public void Parse_Json_IsRead(string text)
    {
        Assert.NotNull(JsonInput.Parse(text, out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("""{"a": 1, "a": 2}""")]
    [InlineData("""{"a": "\ud800"}x""")]
    [InlineData("""{"\ud800": 1}""")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[[[[[[1]]]]]]")]
    public void Parse_Refused_SaysWhy(string text)
    {
        Assert.Null(JsonInput.Parse(text, out var problem, maxDepth: 5));
        Assert.NotEmpty(problem!.Message);
        Assert.DoesNotContain("LineNumber", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_Position_IsFromOne()
    {
        JsonInput.Parse("{\n \"a\": }", out var problem);

        Assert.Equal((2, 7), (problem!.Line, problem.Column));
    }
}

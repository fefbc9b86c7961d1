using Sightglass.Expressions.Evaluation;
using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Tests.Samples;

namespace Sightglass.Expressions.Tests.Evaluation;

public sealed class MatchRecordTests
{
    [Theory]
    [InlineData("http.path == \"/a/b\"", "/a/b", "/a/b")]
    [InlineData("http.path ^= \"/a\"", "/a/b", "/a")]
    [InlineData("http.path =^ \"/b\"", "/a/b", "/b")]
    [InlineData("http.path ~ \"^/[a-z]+\"", "/ab/cd", "/ab")]
    [InlineData("lower(http.path) ~ \"^/[a-z]+\"", "/AB/cd", "/ab")]
    [InlineData("http.path ~ \"^/a\" || http.path ~ \"/b\"", "/a/b", "/a")]
    [InlineData("http.path ^= \"/\" && http.path ^= \"/a\"", "/a/b", "/a")]
    public void TryGetMatchedValue_Match_IsWhatTheOperatorRecords(string text, string path, string matched)
    {
        var record = Evaluate(text, "http.path=" + path, Tristate.True);
        Assert.True(record.TryGetMatchedValue(RequestFieldIds.HttpPath, out var value));
        Assert.Equal(matched, value);
        Assert.False(record.TryGetMatchedValue(RequestFieldIds.HttpHost, out _));
    }

    [Theory]
    [InlineData("http.path contains \"a\"")]
    [InlineData("http.path != \"x\"")]
    [InlineData("!(http.path == \"x\")")]
    public void TryGetMatchedValue_OperatorThatRecordsNothing_False(string text) =>
        Assert.False(Evaluate(text, "http.path=/a", Tristate.True).TryGetMatchedValue(RequestFieldIds.HttpPath, out _));

    [Fact]
    public void TryGetMatchedValue_BranchThatDidNotDecide_Stays()
    {
        var record = Evaluate("(http.path ^= \"/a\" && http.method == \"PUT\") || http.method == \"GET\"", "http.path=/a/b;http.method=GET", Tristate.True);
        Assert.True(record.TryGetMatchedValue(RequestFieldIds.HttpPath, out var value));
        Assert.Equal("/a", value);
    }

    [Fact]
    public void TryGetMatchedValue_NumberOrAddress_IsItsText()
    {
        var record = Evaluate("net.dst.port == 0x50 && net.src.ip == 10.0.0.1", "net.dst.port=80;net.src.ip=10.0.0.1", Tristate.True);
        Assert.True(record.TryGetMatchedValue(RequestFieldIds.NetDestinationPort, out var port));
        Assert.True(record.TryGetMatchedValue(RequestFieldIds.NetSourceAddress, out var address));
        Assert.Equal(("80", "10.0.0.1"), (port, address));
    }

    [Fact]
    public void Evaluate_Again_StartsAnew()
    {
        var expression = Vector.Parse("http.path ^= \"/a\"");
        var record = new MatchRecord();
        var first = Vector.Context("http.path=/a", TestFields.Route);
        expression.Evaluate(ref first, record);
        var second = Vector.Context("http.path=/b", TestFields.Route);
        expression.Evaluate(ref second, record);
        Assert.False(record.TryGetMatchedValue(RequestFieldIds.HttpPath, out _));
    }

    [Fact]
    public void CopyCaptures_NumberedAndNamed_AllOfThem()
    {
        var captures = new Dictionary<string, string>();
        Evaluate("http.path ~ r#\"^/(?P<id>\\d+)$\"#", "http.path=/12", Tristate.True).CopyCaptures(captures);
        Assert.Equal(new Dictionary<string, string> { ["0"] = "/12", ["1"] = "12", ["id"] = "12" }, captures);
    }

    private static MatchRecord Evaluate(string text, string context, Tristate expected)
    {
        var record = new MatchRecord();
        var fields = Vector.Context(context, TestFields.Route);
        Assert.Equal(expected, Vector.Parse(text).Evaluate(ref fields, record));
        return record;
    }
}

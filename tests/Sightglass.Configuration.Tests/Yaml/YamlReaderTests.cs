using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Yaml;

namespace Sightglass.Configuration.Tests.Yaml;

public sealed class YamlReaderTests
{
    private static readonly YamlLimits Limits = new() { Depth = 8, Nodes = 1000 };

    [Theory]
    [InlineData("a", "\"a\"")]
    [InlineData("'1'", "\"1\"")]
    [InlineData("1", "1")]
    [InlineData("-0", "0")]
    [InlineData("+07", "7")]
    [InlineData("0x1f", "31")]
    [InlineData("0o17", "15")]
    [InlineData("1.10", "1.1")]
    [InlineData(".5", "0.5")]
    [InlineData("1e3", "1000")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("true", "true")]
    [InlineData("True", "true")]
    [InlineData("tRUE", "\"tRUE\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("2024-01-01", "\"2024-01-01\"")]
    [InlineData("10.0.0.1", "\"10.0.0.1\"")]
    [InlineData("-", "[null]")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("!!str 5", "\"5\"")]
    [InlineData("! 5", "\"5\"")]
    [InlineData("!!int '5'", "5")]
    public void Read_Scalar_FollowsTheCoreSchema(string text, string expected) => Assert.Equal(expected, Json(text));

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3", 3, "duplicate key 'a'")]
    [InlineData("a: *nobody", 1, "unknown anchor 'nobody'")]
    [InlineData("a: &x [*x]", 1, "unknown anchor 'x'")]
    [InlineData("a: 1\n---\nb: 2", 2, "expected one document, found the start of another")]
    [InlineData("[a]: 1", 1, "expected a plain or quoted text as the key")]
    [InlineData("a: !mine 1", 1, "unsupported tag '!mine'")]
    [InlineData("<<: 1", 1, "expected a map, or a list of maps, to merge")]
    [InlineData("[[[[[[[[[[]]]]]]]]]]", 1, "nested deeper than 8 levels")]
    public void Read_Refused_SaysWhereAndWhy(string text, int line, string message)
    {
        YamlReader.Read(text, Limits, out var problem);

        Assert.Equal((line, message), (problem!.Line, problem.Message));
    }

    [Fact]
    public void Read_HalfASurrogatePair_IsRefused()
    {
        YamlReader.Read("a: x" + (char)0xd800, Limits, out var half);
        YamlReader.Read("a: \ufffd\ud83d\ude00", Limits, out var whole);

        Assert.Equal("the text is not valid Unicode", half!.Message);
        Assert.Null(whole);
    }

    [Fact]
    public void Read_BillionLaughs_IsBoundedAndFast()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 30; i++)
        {
            text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        YamlReader.Read(text.ToString(), new YamlLimits(), out var problem);

        Assert.StartsWith("aliases repeat ", problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MergeBomb_IsBounded()
    {
        var text = new StringBuilder("a0: &a0 {k0: [x, x, x, x, x, x, x, x, x, x]}\n");
        for (var i = 1; i < 40; i++)
        {
            text.Append($"a{i}: &a{i}\n  <<: *a{i - 1}\n  l{i}: *a{i - 1}\n");
        }

        YamlReader.Read(text.ToString(), new YamlLimits(), out var problem);

        Assert.StartsWith("aliases repeat ", problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RepeatsOfALargeText_GrowWithIt()
    {
        var routes = string.Join("\n", Enumerable.Range(0, 3_000).Select(i => $"- {{name: r{i}, hosts: *hosts}}"));

        var node = YamlReader.Read($"_ignore:\n- &hosts [a, b, c, d, e, f, g, h, i]\nroutes:\n{routes}", new YamlLimits(), out var problem);

        Assert.Null(problem);
        Assert.Equal(3_000, node!["routes"]!.AsArray().Count);
    }

    [Fact]
    public void Read_DeepFlow_DoesNotExhaustTheStack()
    {
        YamlReader.Read(new string('[', 200_000), new YamlLimits(), out var problem);

        Assert.NotNull(problem);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("1.10")]
    [InlineData("on")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData(" padded ")]
    [InlineData("a: b # c")]
    [InlineData("-----BEGIN X-----\nabc\n-----END X-----\n")]
    [InlineData("trailing\n\n")]
    [InlineData("\n leading")]
    [InlineData("tab\there")]
    [InlineData("quote\"and'\\")]
    [InlineData("ünïcödé ☃ 😀")]
    [InlineData("<<")]
    [InlineData("*star")]
    [InlineData("&amp")]
    [InlineData("!bang")]
    [InlineData("\u0085\u2028")]
    [InlineData("a\r\nb")]
    [InlineData("%TAG")]
    [InlineData("---")]
    [InlineData("? x")]
    public void Write_Text_ReadsBackTheSame(string text)
    {
        var node = new JsonObject { [text] = new JsonArray(text, new JsonObject { ["k"] = text }) };

        var back = JsonCopy.Resolved(YamlReader.Read(YamlWriter.Write(node), new YamlLimits(), out var problem));

        Assert.Null(problem);
        Assert.Equal(node.ToJsonString(), back!.ToJsonString());
    }

    private static string Json(string text) =>
        JsonCopy.Resolved(YamlReader.Read(text, Limits, out _))?.ToJsonString() ?? "null";
}

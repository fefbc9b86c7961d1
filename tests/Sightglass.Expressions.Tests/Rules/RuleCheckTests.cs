using System.Text.Json;
using Sightglass.Expressions.Rules;
using Sightglass.Expressions.Tests.Samples;

namespace Sightglass.Expressions.Tests.Rules;

public sealed class RuleCheckTests
{
    [Theory]
    [InlineData("http.method == GET", "request", "request", "request")]
    [InlineData("http.response.status_code == 503", "response", "response", "response")]
    [InlineData("http.method == GET && http.response.status_code == 503", "request", "response", "response")]
    [InlineData("http.method == GET || http.response.status_code == 503", "response", "request", "response")]
    [InlineData("!(http.method == GET || http.response.status_code == 503)", "request", "response", "response")]
    [InlineData("proxy.kong.route.id == a && latency_ms > 5", "route", "end", "end")]
    [InlineData("(proxy.kong.route.id == a || latency_ms > 5) && http.path == b", "request", "route", "end")]
    [InlineData("span[\"kong.dns\"].duration_ms > 5", "end", "end", "end")]
    public void Of_Rule_KnowsItsStages(string rule, string firstFalse, string firstTrue, string always)
    {
        var check = RuleCheck.Of(rule, TestFields.Sampling, Dialect.Sampling);
        Assert.Equal((firstFalse, firstTrue, always), (check.FirstFalse?.Name, check.FirstTrue?.Name, check.AlwaysDecided?.Name));
    }

    [Fact]
    public void WriteText_Rule_ShowsReadingFieldsAndStages()
    {
        var output = new StringWriter { NewLine = "\n" };
        RuleCheckText.Write(RuleCheck.Of("http.method==GET && http.path==a || latency_ms>5", TestFields.Sampling, Dialect.Sampling), output);
        Assert.Equal(
            """
            read as   http.method == "GET" && (http.path == "a" || latency_ms > 5)

            fields
              http.method  String  known at request
              http.path    String  known at request
              latency_ms   Int     known at end

            can be known false   at request
            can be known true    at request
            always decided       at end

            warning (line 1, column 34): `||` binds tighter than `&&`; this is read as http.method == "GET" && (http.path == "a" || latency_ms > 5)

            """,
            output.ToString());
    }

    [Fact]
    public void WriteText_WrongRule_ShowsTheError()
    {
        var output = new StringWriter { NewLine = "\n" };
        RuleCheckText.Write(RuleCheck.Of("http.pth == a", TestFields.Sampling, Dialect.Sampling), output);
        Assert.Equal("Unknown LHS field\n1 | http.pth == a\n  | ^^^^^^^^\n  = did you mean http.path?\n", output.ToString());
    }

    [Fact]
    public void WriteJson_Rule_HasEverything()
    {
        var json = JsonDocument.Parse(RuleCheckJson.Write(RuleCheck.Of("http.method == GET && latency_ms > 5", TestFields.Sampling, Dialect.Sampling))).RootElement;
        Assert.True(json.GetProperty("valid").GetBoolean());
        Assert.Equal("http.method == \"GET\" && latency_ms > 5", json.GetProperty("reading").GetString());
        Assert.Equal("request", json.GetProperty("first_false").GetString());
        Assert.Equal("end", json.GetProperty("always_decided").GetString());
        Assert.Equal(["request", "end"], json.GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("known_at").GetString()));
        Assert.Equal(4, json.GetProperty("stages").GetArrayLength());
        Assert.Equal(0, json.GetProperty("warnings").GetArrayLength());
    }

    [Fact]
    public void WriteJson_WrongRule_HasTheError()
    {
        var json = JsonDocument.Parse(RuleCheckJson.Write(RuleCheck.Of("http.method = GET", TestFields.Sampling, Dialect.Sampling))).RootElement;
        Assert.False(json.GetProperty("valid").GetBoolean());
        var error = json.GetProperty("error");
        Assert.Equal("parse_error", error.GetProperty("kind").GetString());
        Assert.Equal(12, error.GetProperty("offset").GetInt32());
        Assert.Equal(13, error.GetProperty("column").GetInt32());
        Assert.Equal("write `==`", error.GetProperty("suggestion").GetString());
    }
}

using System.Text;
using System.Text.Json;
using Sightglass.Expressions.Rules;
using Sightglass.Expressions.Tests.Samples;

namespace Sightglass.Expressions.Tests.Rules;

public sealed class RuleLineTests
{
    [Theory]
    [InlineData("""{"expression":"http.method == \"GET\"","context":{"http.method":["GET"]}}""", "true")]
    [InlineData("""{"expression":"http.method == \"GET\"","context":{"http.method":"GET"}}""", "true")]
    [InlineData("""{"expression":"http.method == \"GET\""}""", "false")]
    [InlineData("""{"expression":"http.method == \"GET\"","context":{"http.method":[]}}""", "false")]
    [InlineData("""{"expression":"http.headers.x_a == \"1\"","context":{"http.headers.x_a":["1","2"]}}""", "false")]
    [InlineData("""{"expression":"any(http.headers.x_a) == \"1\"","context":{"http.headers.X-A":["1","2"]}}""", "true")]
    [InlineData("""{"expression":"net.dst.port == 80","context":{"net.dst.port":[80]}}""", "true")]
    [InlineData("""{"expression":"net.dst.port == 80","context":{"net.dst.port":["80"]}}""", "true")]
    [InlineData("""{"expression":"net.src.ip in 10.0.0.0/8","context":{"net.src.ip":["10.1.2.3"]}}""", "true")]
    [InlineData("""{"expression":"http.method == \"GET\" and 1"}""", "parse_error")]
    [InlineData("""{"expression":"http.foo == \"a\""}""", "type_error")]
    [InlineData("""{"expression":"http.method == \"GET\" && http.path == \"/\"","context":{"http.method":["GET"]},"unknown":["http.path"]}""", "unknown")]
    [InlineData("""{"expression":"http.method == \"GET\" && http.path == \"/\"","context":{"http.method":["PUT"]},"unknown":["http.path"]}""", "false")]
    [InlineData("""{"expression":"net.dst.port == 80","context":{"net.dst.port":["http"]}}""", "input_error")]
    [InlineData("""{"expression":"net.dst.port == 80","context":{"net.dst.port":[1.5]}}""", "input_error")]
    [InlineData("""{"expression":"net.src.ip == 10.0.0.1","context":{"net.src.ip":["10.1"]}}""", "input_error")]
    [InlineData("""{"expression":"http.path == \"a\"","context":{"http.path":[{}]}}""", "input_error")]
    [InlineData("""{"expression":"http.path == \"a\"","context":[]}""", "input_error")]
    [InlineData("""{"expression":"http.path == \"a\"","unknown":["http.pth"]}""", "input_error")]
    [InlineData("""{"expression":"http.path == \"a\"","context":{"http.path":["\ud800"]}}""", "input_error")]
    [InlineData("""{"expression":1}""", "input_error")]
    [InlineData("[]", "input_error")]
    [InlineData("http.path", "input_error")]
    public void Evaluate_Line_GivesTheOutcome(string line, string outcome)
    {
        var result = new RuleLine(TestFields.Route, Dialect.Route).Evaluate(line);
        Assert.Equal(outcome, result.OutcomeName);
        Assert.Equal(outcome is "true" or "false" or "unknown", result.Message is null);
    }

    [Fact]
    public void Evaluate_UnknownContextField_IsPassedOverAndSaid()
    {
        var result = new RuleLine(TestFields.Route, Dialect.Route).Evaluate("""{"expression":"http.path == \"a\"","context":{"http.pth":["a"]}}""");
        Assert.Equal(RuleLineOutcome.False, result.Outcome);
        Assert.Contains("http.pth", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Lines_AnswersEachInOrder()
    {
        const string input = """
            {"expression":"http.method == GET","context":{"http.method":["GET"]}}

            {"expression":"http.method = GET"}
            {"expression":"http.response.status_code == 1","context":{"http.response.status_code":[2]}}
            """;
        var output = new StringWriter();
        var failures = await new RuleLine(TestFields.Sampling, Dialect.Sampling).RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, TestContext.Current.CancellationToken);

        var answers = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(1, failures);
        Assert.Equal(3, answers.Length);
        Assert.Equal("""{"result":"true","message":null}""", answers[0]);
        Assert.Equal("parse_error", JsonDocument.Parse(answers[1]).RootElement.GetProperty("result").GetString());
        Assert.Contains("write `==`", JsonDocument.Parse(answers[1]).RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("""{"result":"false","message":null}""", answers[2]);
    }

    [Fact]
    public async Task RunAsync_AwfulBytes_AreAnsweredLineByLine()
    {
        var good = Encoding.UTF8.GetBytes("""{"expression":"http.method == \"GET\"","context":{"http.method":"GET"}}""");
        var bad = Encoding.UTF8.GetBytes("""{"expression":"http.path == \"?\""}""");
        bad[Array.IndexOf(bad, (byte)'?')] = 0xFF;
        byte[] input = [0xEF, 0xBB, 0xBF, .. good, .. "\r\n"u8, .. bad, .. "\n \t\r\n"u8, .. new byte[RuleLine.MaxLength + 1], .. "\n"u8, .. good];
        var output = new StringWriter();

        await new RuleLine(TestFields.Route, Dialect.Route).RunAsync(new MemoryStream(input), output, TestContext.Current.CancellationToken);

        var answers = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToArray();
        Assert.Equal(["true", "input_error", "input_error", "true"], answers.Select(answer => answer.GetProperty("result").GetString()));
        Assert.Contains("Unicode", answers[1].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("longer than", answers[2].GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}

using Sightglass.Tracing.Analysis;
using Sightglass.Tracing.Tests.Samples;

namespace Sightglass.Tracing.Tests.Analysis;

public sealed class WaterfallTextTests
{
    [Fact]
    public void Write_Trace_IndentsEveryRowAndDividesTheTime()
    {
        var trace = Recordings.Full();
        var lines = Write(trace);

        var heading = Array.FindIndex(lines, line => line.StartsWith("SPAN ", StringComparison.Ordinal));
        var rows = WaterfallRows.Of(trace).Rows;
        for (var index = 0; index < rows.Length; index++)
        {
            var expected = new string(' ', 2 * rows[index].Depth) + trace.Spans[rows[index].Span].Name + " ";
            Assert.StartsWith(expected, lines[heading + 1 + index], StringComparison.Ordinal);
            Assert.Contains(DurationText.Of(rows[index].Duration), lines[heading + 1 + index], StringComparison.Ordinal);
            Assert.Contains('#', lines[heading + 1 + index]);
        }

        Assert.Single(lines, line => line.Contains("| error", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("third party", StringComparison.Ordinal) && line.Contains(DurationText.Of(trace.Latency.ThirdParty), StringComparison.Ordinal));
    }

    [Fact]
    public void Write_SpansOutsideTheScaleOfTime_StayInsideTheBar()
    {
        var trace = Recordings.Full();
        var still = trace with { Spans = [.. trace.Spans.Select(span => span with { StartTime = trace.Root.StartTime, EndTime = trace.Root.StartTime })] };

        Assert.Equal(trace.Spans.Length, Write(still).Count(line => line.Contains("|################################|", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("/orders/ä", "/orders/ä")]
    [InlineData("/\u001b[2J", "/\\u001b[2J")]
    [InlineData("a\nb\u202ec\u009b", "a\\u000ab\\u202ec\\u009b")]
    [InlineData(null, "")]
    public void TerminalText_OfForeignText_HasNoControlCharacters(string? text, string expected) => Assert.Equal(expected, TerminalText.Of(text));

    private static string[] Write(Sightglass.Tracing.Model.Trace trace)
    {
        using var output = new StringWriter { NewLine = "\n" };
        WaterfallText.Write(trace, output);
        return output.ToString().Split('\n');
    }
}

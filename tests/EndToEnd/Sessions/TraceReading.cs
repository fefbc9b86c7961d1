using System.Globalization;
using System.Text.Json.Nodes;

namespace EndToEnd.Sessions;

/// <summary>Reads the API's trace shape.</summary>
internal static class TraceReading
{
    public static IReadOnlyList<JsonNode> Spans(this JsonNode trace) => [.. trace["spans"]!.AsArray().Select(span => span!)];

    public static string Name(this JsonNode span) => (string)span["name"]!;

    public static long Start(this JsonNode span) => long.Parse((string)span["start_time_unix_nano"]!, CultureInfo.InvariantCulture);

    public static long End(this JsonNode span) => long.Parse((string)span["end_time_unix_nano"]!, CultureInfo.InvariantCulture);

    public static JsonNode? Attribute(this JsonNode span, string name) => span["attributes"]![name];

    public static JsonNode Span(this JsonNode trace, string name) =>
        trace.Spans().SingleOrDefault(span => span.Name() == name)
        ?? throw new InvalidOperationException($"No span {name} among {string.Join(", ", trace.Spans().Select(Name))}");

    public static JsonNode Parent(this JsonNode trace, JsonNode span) =>
        trace.Spans().Single(other => (string?)other["span_id"] == (string?)span["parent_span_id"]);

    /// <summary>Every span lies inside its parent, and the categories add up.</summary>
    public static void AssertTrue(JsonNode trace)
    {
        foreach (var span in trace.Spans().Skip(1))
        {
            var parent = trace.Parent(span);
            Assert.True(
                span.Start() >= parent.Start() && span.End() <= parent.End() && span.End() >= span.Start() || IsLog(span),
                $"{span.Name()} [{span.Start()}, {span.End()}] is not inside {parent.Name()} [{parent.Start()}, {parent.End()}]");
        }

        var latency = trace["latency"]!;
        Assert.Equal(
            (long)latency["total"]!,
            (long)latency["internal"]! + (long)latency["upstream"]! + (long)latency["client"]! + (long)latency["third_party"]!["total"]!);
        Assert.True((long)latency["internal"]! >= 0, "internal is negative");
    }

    private static bool IsLog(JsonNode span) =>
        span.Name() is "kong.phase.log" || span.Name().StartsWith("kong.log.", StringComparison.Ordinal);
}

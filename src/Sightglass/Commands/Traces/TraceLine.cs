using System.Text.Json.Nodes;
using Sightglass.Tracing.Analysis;

namespace Sightglass.Commands.Traces;

/// <summary>A trace of the API's lists in one line.</summary>
internal static class TraceLine
{
    public static string Of(JsonNode trace) =>
        $"{(string?)trace["request_id"]}  {trace["status_code"]?.ToString() ?? "-",3}  {Duration(trace),8}  {(string?)trace["method"]} {(string?)trace["path"]}";

    public static string Duration(JsonNode trace) => DurationText.Of((long)Math.Round((double)trace["duration_ms"]! * 1e6));
}

using System.Text.Json.Nodes;
using Sightglass.Commands.Api;
using Sightglass.Tracing.Analysis;

namespace Sightglass.Commands.Sessions;

/// <summary>A session as text.</summary>
internal static class SessionText
{
    public static void Write(JsonNode session, TextWriter output)
    {
        var sampling = session["sampling"];
        Line("id", (string?)session["id"]);
        Line("name", (string?)session["name"]);
        Line("state", State(session));
        Line("rule", (string?)sampling?["expression"] ?? "every request");
        Line("routes", List(sampling?["route_ids"]));
        Line("services", List(sampling?["service_ids"]));
        Line("rate", (double?)sampling?["rate"] is < 1 and var rate ? rate.ToString() : null);
        Line("lookback", (bool?)session["lookback"] is true ? "yes" : null);
        Line("bounds", $"{session["duration_seconds"]} s, {session["max_traces"]} traces");
        Line("traces", $"{session["trace_count"]}, {session["dropped_count"]} more matched and were not kept");
        Line("created", $"{(string?)session["created_at"]} by {(string?)session["created_by"]}");
        Line("started", (string?)session["started_at"]);
        Line("ended", (string?)session["ended_at"]);
        Line("expires", (string?)session["expires_at"]);
        if (session["data_plane_nodes"] is not JsonArray { Count: > 0 } nodes)
        {
            return;
        }

        output.WriteLine();
        var table = new TextTable("NODE", "VERSION", "STATE", "DETAIL");
        foreach (var node in nodes)
        {
            table.Add((string?)node!["id"], (string?)node["version"], (string?)node["state"], (string?)node["detail"]);
        }

        table.Write(output);

        void Line(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                output.WriteLine($"{name,-10}{TerminalText.Of(value)}");
            }
        }
    }

    /// <summary>The state, and why it ended where it did.</summary>
    public static string State(JsonNode session) =>
        (string?)session["end_reason"] is { } reason ? $"{(string?)session["state"]} ({reason})" : (string?)session["state"] ?? "";

    /// <summary>Says that a list is longer than what is shown of it.</summary>
    public static void WriteMore(JsonNode answer, int shown, CommandOutput output)
    {
        if ((int?)answer["meta"]?["page"]?["total"] is { } total && total > shown)
        {
            output.Warn($"{shown} of {total} are shown; --limit shows more");
        }
    }

    private static string? List(JsonNode? ids) => ids is JsonArray { Count: > 0 } array ? string.Join(", ", array.Select(id => (string?)id)) : null;
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sightglass.Tracing.Analysis;

namespace Sightglass.Commands.Api;

/// <summary>The API's errors for a reader: the detail, or each invalid field on a line.</summary>
internal static class ProblemText
{
    public static string Of(int status, byte[] body)
    {
        try
        {
            if (JsonNode.Parse(body) is JsonObject problem)
            {
                return Of(status, problem);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not an answer of the API; the status is all there is.
        }

        return $"the answer was {status}";
    }

    private static string Of(int status, JsonObject problem)
    {
        if (problem["invalid_parameters"] is not JsonArray { Count: > 0 } fields)
        {
            return TerminalText.Of((string?)problem["detail"] ?? (string?)problem["message"] ?? $"the answer was {status}");
        }

        var text = new StringBuilder(fields.Count == 1 ? "" : "several fields are invalid:");
        foreach (var field in fields)
        {
            var line = TerminalText.Of($"{(string?)field?["field"]}: {(string?)field?["reason"]}");
            text.Append(fields.Count == 1 ? line : $"\n  {line}");
        }

        return text.ToString();
    }
}

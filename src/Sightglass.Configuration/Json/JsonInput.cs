using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Json;

/// <summary>
/// Reads JSON from strangers: bounded in depth, names unique, and complete at once. A node as the framework parses it reads its
/// parts on first use, and fails there on text that is no text, such as half of a surrogate pair.
/// </summary>
public static class JsonInput
{
    /// <summary>The default bound on nesting.</summary>
    public const int MaxDepth = 64;

    /// <summary>Parses a text.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="problem">Where and why it is not; null when it is.</param>
    /// <param name="maxDepth">Nesting of lists and objects.</param>
    /// <returns>The node; null for JSON null, and when there is a problem.</returns>
    public static JsonNode? Parse(string text, out JsonProblem? problem, int maxDepth = MaxDepth)
    {
        problem = null;
        try
        {
            var node = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions
            {
                MaxDepth = maxDepth,
                AllowDuplicateProperties = false,
            });
            return JsonCopy.Of(node);
        }
        catch (JsonException e)
        {
            problem = new JsonProblem((e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1, Plain(e.Message));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            problem = new JsonProblem(1, 1, "a text in it is not valid Unicode");
        }

        return null;
    }

    // The framework appends the position, which is said apart.
    private static string Plain(string message)
    {
        var cut = message.Length;
        foreach (var tail in (string[])[" Path:", " LineNumber:"])
        {
            var at = message.IndexOf(tail, StringComparison.Ordinal);
            cut = at < 0 ? cut : Math.Min(cut, at);
        }

        return message[..cut].TrimEnd('.', ' ');
    }
}

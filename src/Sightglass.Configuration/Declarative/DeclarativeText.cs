using System.Text.Json;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Yaml;

namespace Sightglass.Configuration.Declarative;

/// <summary>Reads a declarative text, YAML or JSON, into nodes.</summary>
internal static class DeclarativeText
{
    public static JsonNode? Parse(string text, LoadOptions options, out LoadError? error)
    {
        error = null;
        if (text.Length > options.MaxLength)
        {
            error = new LoadError("", $"the text has {text.Length} characters, at most {options.MaxLength} are read");
            return null;
        }

        LoadError? notJson = null;
        if (LooksLikeJson(text))
        {
            if (Json(text, options, out notJson) is { } node)
            {
                return node;
            }
        }

        var yaml = YamlReader.Read(text, Limits(options), out var problem);
        if (problem is not null)
        {
            // What starts with a brace was most likely meant as JSON; YAML's opinion of it would only confuse.
            error = notJson ?? new LoadError("", $"cannot parse YAML, column {problem.Column}: {problem.Message}", (int)problem.Line);
        }

        return yaml;
    }

    /// <summary>The line of each node by its path; empty when the text cannot be read that way.</summary>
    public static Dictionary<string, int> Lines(string text, LoadOptions options)
    {
        // JSON is read as YAML here: it is nearly a subset, and lines are a courtesy.
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        YamlReader.Read(text, Limits(options), out _, lines);
        return lines;
    }

    private static YamlLimits Limits(LoadOptions options) => new() { Depth = options.MaxDepth, Nodes = options.MaxValues };

    private static bool LooksLikeJson(string text) => text.AsSpan().TrimStart() is ['{', ..];

    private static JsonNode? Json(string text, LoadOptions options, out LoadError? error)
    {
        error = null;
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions
            {
                MaxDepth = options.MaxDepth,
                AllowDuplicateProperties = false,
            });
        }
        catch (JsonException e)
        {
            error = new LoadError("", $"cannot parse JSON, column {e.BytePositionInLine + 1}: {Plain(e.Message)}", (int?)(e.LineNumber + 1));
            return null;
        }
    }

    // The framework appends the position, which is said already.
    private static string Plain(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var path = message.IndexOf(" Path:", StringComparison.Ordinal);
        var cut = (end, path) switch { ( < 0, < 0) => message.Length, ( < 0, _) => path, (_, < 0) => end, _ => Math.Min(end, path) };
        return message[..cut].TrimEnd('.', ' ');
    }
}

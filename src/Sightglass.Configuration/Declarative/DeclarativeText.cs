using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;
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
        var node = JsonInput.Parse(text, out var problem, options.MaxDepth);
        error = problem is null
            ? null
            : new LoadError("", $"cannot parse JSON, column {problem.Column}: {problem.Message}", (int)problem.Line);
        return node;
    }
}

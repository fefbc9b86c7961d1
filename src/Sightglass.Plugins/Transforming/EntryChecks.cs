using System.Text.Json.Nodes;
using Sightglass.Plugins.Configuration;
using Sightglass.Plugins.Templates;

namespace Sightglass.Plugins.Transforming;

/// <summary>The rules for the entries of transformers' lists.</summary>
internal static class EntryChecks
{
    /// <summary><c>name:value</c> with a value in template syntax.</summary>
    public static string? Template(JsonNode node)
    {
        if (Pair(node) is { } problem)
        {
            return problem;
        }

        var entry = NamedValue.Parse(node.GetValue<string>());
        return TemplateText(entry.Value);
    }

    /// <summary>A header and its value in template syntax; the value may be empty.</summary>
    public static string? HeaderTemplate(JsonNode node) =>
        Colon(node) ?? HeaderName(node) ?? TemplateText(NamedValue.Parse(node.GetValue<string>()).Value);

    /// <summary>A header and its fixed value, which may be empty.</summary>
    public static string? HeaderPair(JsonNode node)
    {
        var entry = NamedValue.Parse(node.GetValue<string>());
        return Colon(node)
            ?? (HeaderNames.IsValid(entry.Name) && HeaderNames.IsValidValue(entry.Value) ? null : $"'{entry.Name}' is not a valid header");
    }

    /// <summary>Two header names, <c>old:new</c>.</summary>
    public static string? HeaderRename(JsonNode node) =>
        Colon(node) ?? HeaderName(node) ?? Header(NamedValue.Parse(node.GetValue<string>()).Value);

    /// <summary>A header's name, alone or before a colon.</summary>
    public static string? HeaderName(JsonNode node) => Header(NamedValue.Parse(node.GetValue<string>()).Name);

    /// <summary>A name, a colon and anything.</summary>
    public static string? Colon(JsonNode node)
    {
        var text = node.GetValue<string>();
        return text.IndexOf(':', StringComparison.Ordinal) > 0 ? null : $"invalid value: {text}";
    }

    /// <summary><c>name:value</c>, both present.</summary>
    public static string? Pair(JsonNode node)
    {
        var text = node.GetValue<string>();
        var entry = NamedValue.Parse(text);
        if (entry.Name.Length == 0)
        {
            return $"'{text}' has no name before the ':'";
        }

        return entry.Value.Length == 0 ? $"key '{entry.Name}' has no value" : null;
    }

    /// <summary>Text in template syntax.</summary>
    public static string? TemplateValue(JsonNode node) => TemplateText(node.GetValue<string>());

    private static string? TemplateText(string text)
    {
        try
        {
            _ = ValueTemplate.Compile(text, new TemplateExpressions());
            return null;
        }
        catch (FormatException e)
        {
            return $"value '{text}' is not in supported format, error:{e.Message}";
        }
    }

    private static string? Header(string name) => HeaderNames.IsConfigurable(name) ? null : $"'{name}' is not a valid header";
}

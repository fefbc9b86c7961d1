using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Json;

/// <summary>Values as the field's error messages write them: <c>{name="x"}</c>, names sorted.</summary>
internal static class TableText
{
    public static string Of(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject record => "{" + string.Join(",", record.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"{Name(p.Key)}={Of(p.Value)}")) + "}",
        JsonArray list => "{" + string.Join(",", Items(list)) + "}",
        _ when node.GetValueKind() == JsonValueKind.String => $"\"{node.GetValue<string>()}\"",
        _ => node.ToJsonString(),
    };

    /// <summary>The same over several lines, two blanks a level.</summary>
    public static string Indented(JsonNode? node, string indent = "")
    {
        var inner = indent + "  ";
        IEnumerable<string> lines = node switch
        {
            JsonObject record => record.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{inner}{Name(p.Key)} = {Indented(p.Value, inner)}"),
            JsonArray list => Entries(list).Select(e => inner + (e.Listed ? "" : string.Create(CultureInfo.InvariantCulture, $"[{e.Position}] = "))
                + Indented(e.Item, inner)),
            _ => [],
        };
        return node is JsonObject or JsonArray ? $"{{\n{string.Concat(lines.Select((line, i) => i == 0 ? line : ",\n" + line))}\n{indent}}}" : Of(node);
    }

    private static string Name(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? name
            : $"[\"{name}\"]";

    private static IEnumerable<string> Items(JsonArray list) =>
        Entries(list).Select(e => e.Listed ? Of(e.Item) : string.Create(CultureInfo.InvariantCulture, $"[{e.Position}]={Of(e.Item)}"));

    /// <summary>The entries there are; positions, from 1, are written out from the first gap on.</summary>
    private static IEnumerable<(int Position, bool Listed, JsonNode Item)> Entries(JsonArray list)
    {
        var gap = false;
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is { } item)
            {
                yield return (i + 1, !gap, item);
            }
            else
            {
                gap = true;
            }
        }
    }
}

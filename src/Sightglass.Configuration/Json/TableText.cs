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

    private static string Name(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? name
            : $"[\"{name}\"]";

    private static IEnumerable<string> Items(JsonArray list)
    {
        // Positions are written out from the first gap on.
        var gap = false;
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is null)
            {
                gap = true;
                continue;
            }

            yield return gap ? string.Create(CultureInfo.InvariantCulture, $"[{i + 1}]={Of(list[i])}") : Of(list[i]);
        }
    }
}

using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Schema;

namespace Sightglass.Configuration.Declarative;

/// <summary>Hides the values of secret fields where entities are shown to more people than those who may know them.</summary>
public static class Secrets
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Mask = "********";

    /// <summary>A copy of a record with its secrets masked, at any depth.</summary>
    public static JsonObject Masked(RecordSchema schema, JsonObject record)
    {
        var copy = JsonCopy.Of(record);
        Hide(schema, copy);
        return copy;
    }

    private static void Hide(RecordSchema schema, JsonObject record)
    {
        foreach (var field in schema.Fields)
        {
            if (!record.TryGetPropertyValue(field.Name, out var value) || value is null)
            {
                continue;
            }

            if (field.Secret)
            {
                record[field.Name] = Mask;
            }
            else
            {
                Hide(field, value);
            }
        }
    }

    private static void Hide(FieldSchema field, JsonNode value)
    {
        switch (value)
        {
            case JsonObject record when field.Fields is { } schema:
                Hide(schema, record);
                break;
            case JsonObject map when field is { Type: FieldType.Map, Elements: { } elements }:
                foreach (var (name, item) in map.ToArray())
                {
                    HideItem(elements, item, masked => map[name] = masked);
                }

                break;
            case JsonArray list when field.Elements is { } elements:
                for (var i = 0; i < list.Count; i++)
                {
                    var at = i;
                    HideItem(elements, list[i], masked => list[at] = masked);
                }

                break;
        }
    }

    private static void HideItem(FieldSchema elements, JsonNode? item, Action<string> replace)
    {
        if (item is null)
        {
            return;
        }

        if (elements.Secret)
        {
            replace(Mask);
        }
        else
        {
            Hide(elements, item);
        }
    }
}

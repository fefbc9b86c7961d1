using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Json;

/// <summary>
/// Copies that are complete at once. <see cref="JsonNode.DeepClone"/> leaves parsed parts to be read on first use, which is
/// a write in disguise; what is shared between threads must not do that.
/// </summary>
internal static class JsonCopy
{
    public static JsonObject Of(JsonObject source)
    {
        var copy = new JsonObject();
        foreach (var (name, value) in source)
        {
            copy[name] = Of(value);
        }

        return copy;
    }

    public static JsonNode? Of(JsonNode? source) => source switch
    {
        null => null,
        JsonObject record => Of(record),
        JsonArray list => Of(list),
        JsonValue scalar => Scalar(scalar),
        _ => source.DeepClone(),
    };

    /// <summary>The same, with YAML scalars settled to what they are by themselves.</summary>
    public static JsonNode? Resolved(JsonNode? source) => source switch
    {
        null => null,
        JsonObject record => new JsonObject(record.Select(p => KeyValuePair.Create(p.Key, Resolved(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Resolved)]),
        JsonValue scalar when scalar.TryGetValue(out YamlScalar yaml) => yaml.ToNode(),
        JsonValue scalar => Scalar(scalar),
        _ => source.DeepClone(),
    };

    private static JsonArray Of(JsonArray source)
    {
        var copy = new JsonArray();
        foreach (var item in source)
        {
            copy.Add(Of(item));
        }

        return copy;
    }

    private static JsonValue Scalar(JsonValue scalar)
    {
        if (scalar.TryGetValue(out YamlScalar yaml))
        {
            return JsonValue.Create(yaml)!;
        }

        return scalar.GetValueKind() switch
        {
            JsonValueKind.String => JsonValue.Create(JsonScalars.Text(scalar)),
            JsonValueKind.True => JsonValue.Create(true),
            JsonValueKind.False => JsonValue.Create(false),
            _ => JsonScalars.TryInteger(scalar, out var integer) ? JsonScalars.Integer(integer)
                : JsonScalars.TryNumber(scalar, out var number) ? JsonScalars.Number(number)
                : (JsonValue)scalar.DeepClone(),
        };
    }
}

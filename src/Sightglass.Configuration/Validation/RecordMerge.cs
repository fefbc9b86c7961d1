using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Schema;

namespace Sightglass.Configuration.Validation;

/// <summary>A patch applied: records merge field by field, lists, sets, maps and references are replaced, null clears.</summary>
internal static class RecordMerge
{
    public static JsonObject Merge(RecordSchema? schema, JsonObject existing, JsonObject patch)
    {
        var merged = JsonCopy.Of(existing);
        foreach (var (name, value) in patch)
        {
            var field = schema?.Fields.FirstOrDefault(f => f.Name == name);
            merged[name] = field is { Type: FieldType.Record } && value is JsonObject part && existing[name] is JsonObject whole
                ? Merge(field.Fields, whole, part)
                : JsonCopy.Of(value);
        }

        return merged;
    }
}

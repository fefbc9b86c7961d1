using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;

namespace Sightglass.Configuration.Schema;

/// <summary>Schemas as <c>/schemas/…</c> shows them: <c>{"fields": [{"name": {"type": …}}]}</c>.</summary>
public static class SchemaJson
{
    /// <summary>The schema of an entity or of a plugin's configuration.</summary>
    public static JsonObject Of(RecordSchema schema) => new()
    {
        ["fields"] = new JsonArray([.. schema.Fields.Select(f => (JsonNode)new JsonObject { [f.Name] = Field(f) })]),
    };

    private static JsonObject Field(FieldSchema field)
    {
        var json = new JsonObject { ["type"] = TypeName(field.Type) };
        if (field.Description.Length > 0)
        {
            json["description"] = field.Description;
        }

        if (field.Required)
        {
            json["required"] = true;
        }

        if (field.Default is not null && !field.Secret)
        {
            json["default"] = JsonCopy.Of(field.Default);
        }

        if (!field.OneOf.IsDefaultOrEmpty)
        {
            json["one_of"] = new JsonArray([.. field.OneOf.Select(o => (JsonNode)o)]);
        }

        if (field.Between is { } range)
        {
            json["between"] = new JsonArray(range.Min, range.Max);
        }

        AddLength(json, field);
        if (field.Reference is not null)
        {
            json["reference"] = field.Reference;
        }

        if (field.Secret)
        {
            json["encrypted"] = true;
        }

        AddInner(json, field);
        return json;
    }

    private static void AddLength(JsonObject json, FieldSchema field)
    {
        if (field.Length is not { } length)
        {
            return;
        }

        json["len_min"] = length.Min;
        if (length.Max < int.MaxValue)
        {
            json["len_max"] = length.Max;
        }
    }

    private static void AddInner(JsonObject json, FieldSchema field)
    {
        if (field.Keys is not null)
        {
            json["keys"] = Field(field.Keys);
        }

        if (field.Elements is not null)
        {
            json[field.Type == FieldType.Map ? "values" : "elements"] = Field(field.Elements);
        }

        if (field.Fields is not null)
        {
            json["fields"] = Of(field.Fields)["fields"]!.DeepClone();
        }
    }

    private static string TypeName(FieldType type) => type switch
    {
        FieldType.String => "string",
        FieldType.Integer => "integer",
        FieldType.Number => "number",
        FieldType.Boolean => "boolean",
        FieldType.Array => "array",
        FieldType.Set => "set",
        FieldType.Map => "map",
        FieldType.Record => "record",
        FieldType.Foreign => "foreign",
        _ => "any",
    };
}

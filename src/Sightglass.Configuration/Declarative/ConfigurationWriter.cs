using System.Text.Json;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Yaml;

namespace Sightglass.Configuration.Declarative;

/// <summary>
/// Writes a set as a declarative configuration that loads to the same set: ids and timestamps included, stored values as they
/// are (<c>_transform: false</c>). It holds secrets; <see cref="Secrets"/> hides them for display.
/// </summary>
public static class ConfigurationWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The configuration as nodes. Nulls are left out where they are what a missing field means anyway.</summary>
    public static JsonObject ToDeclarative(EntitySet entities)
    {
        var root = new JsonObject { [FormatVersion.Field] = FormatVersion.Current, [DeclarativeConfiguration.Transform] = false };
        foreach (var type in EntityTypes.All)
        {
            var list = new JsonArray([.. entities.All(type).Select(e => (JsonNode)Written(entities, e))]);
            if (list.Count > 0)
            {
                root[type.Name] = list;
            }
        }

        return root;
    }

    /// <summary>The configuration as YAML text.</summary>
    public static string ToYaml(EntitySet entities) => YamlWriter.Write(ToDeclarative(entities));

    /// <summary>The configuration as indented JSON text.</summary>
    public static string ToJson(EntitySet entities) => ToDeclarative(entities).ToJsonString(Indented);

    private static JsonObject Written(EntitySet entities, Entity entity)
    {
        var validator = entities.Validator;
        var schema = entity.Type == EntityTypes.Plugins
            ? validator.SchemaOfPlugin(entity.Fields["name"]!.GetValue<string>())!
            : validator.SchemaOf(entity.Type);
        var record = Pruned(schema, entity.Fields);
        foreach (var key in entity.Type.ForeignKeys)
        {
            if (record[key.Field] is JsonObject reference)
            {
                record[key.Field] = reference["id"]!.DeepClone();
            }
        }

        return record;
    }

    private static JsonObject Pruned(RecordSchema schema, JsonObject record)
    {
        var output = new JsonObject();
        foreach (var field in schema.Fields)
        {
            var value = record[field.Name];
            if (value is not null)
            {
                output[field.Name] = value is JsonObject inner && field is { Type: FieldType.Record, Fields: { } fields }
                    ? Pruned(fields, inner)
                    : JsonCopy.Of(value);
            }
            else if (field.Default is not null)
            {
                // Left out it would come back as the default.
                output[field.Name] = null;
            }
        }

        return output;
    }
}

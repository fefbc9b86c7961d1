using System.Buffers;
using System.Text;
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
    private static readonly EntityBytes Lines = new((set, entity) => JsonSerializer.SerializeToUtf8Bytes(Written(set, entity)));

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

    /// <summary>
    /// The configuration as JSON with a line per entity, UTF-8. Entities that were written before cost no more than a copy, so a large set can be
    /// written after every change.
    /// </summary>
    public static ReadOnlyMemory<byte> ToJsonLines(EntitySet entities)
    {
        var text = new ArrayBufferWriter<byte>(64 * 1024);
        text.Write("{\"_format_version\":\"3.0\",\"_transform\":false"u8);
        foreach (var type in EntityTypes.All)
        {
            var first = true;
            foreach (var entity in entities.All(type))
            {
                if (first)
                {
                    text.Write(",\n\""u8);
                    Encoding.ASCII.GetBytes(type.Name, text);
                    text.Write("\":["u8);
                }

                text.Write(first ? "\n"u8 : ",\n"u8);
                text.Write(Lines.Of(entities, entity));
                first = false;
            }

            text.Write(first ? ""u8 : "\n]"u8);
        }

        text.Write("\n}\n"u8);
        return text.WrittenMemory;
    }

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

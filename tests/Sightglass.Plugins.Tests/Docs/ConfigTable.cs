using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Schema;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Docs;

/// <summary>A plugin's configuration as the table of its page.</summary>
internal static class ConfigTable
{
    public static string Of(RecordSchema schema)
    {
        var table = new StringBuilder("| field | type | default | meaning |\n| --- | --- | --- | --- |\n");
        Append(table, schema, "");
        return table.ToString();
    }

    private static void Append(StringBuilder table, RecordSchema schema, string prefix)
    {
        foreach (var field in schema.Fields)
        {
            if (field.Fields is { } fields)
            {
                Append(table, fields, prefix + field.Name + ".");
            }
            else
            {
                table.Append($"| `{prefix}{field.Name}` | {Type(field)} | {Default(field)} | {field.Description.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            }
        }
    }

    private static string Type(FieldSchema field) => field switch
    {
        { OneOf.Length: > 0 } => string.Join(", ", field.OneOf),
        { Type: FieldType.Array, Elements.Type: FieldType.Integer } => "list of integers",
        { Type: FieldType.Array } => "list of strings",
        { Type: FieldType.Set } => "set of strings",
        { Type: FieldType.Map, Elements.Fields: not null } => "map of records",
        { Type: FieldType.Map } => "map of strings",
        { Secret: true } => "secret string",
        _ => field.Type.ToString().ToLowerInvariant(),
    };

    private static string Default(FieldSchema field)
    {
        if (field.Default is { } value)
        {
            return value is JsonArray or JsonObject ? $"`{value.ToJsonString(PluginJson.Options)}`" : $"`{value}`";
        }

        return field.Required ? "required" : "null";
    }
}

using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Schema;
using static Sightglass.Configuration.Rules.SchemaFields;

namespace Sightglass.Configuration.Rules;

/// <summary>Fields and rules of plugin instances.</summary>
internal static class PluginRules
{
    public static readonly EntityType Type = new()
    {
        Name = "plugins",
        Singular = "plugin",
        AdminPath = "plugins",
        NestedPath = "plugins",
        PathKey = "instance_name",
        Kind = (options, plugin) => Conditional.Kind(plugin, "name", name => options.Plugins.TryGet(name, out _) ? null : NotEnabled(name)),
        UniqueKeys = [new UniqueKey(["name", "route", "service", "consumer"], NullsCount: true), new UniqueKey(["instance_name"])],
        ForeignKeys =
        [
            new ForeignKey("route", "routes", OnDelete.Cascade),
            new ForeignKey("service", "services", OnDelete.Cascade),
            new ForeignKey("consumer", "consumers", OnDelete.Cascade),
        ],
        Schema = Entity(
        [
            Text("name", "Name of the plugin.") with { Required = true },
            Text("instance_name", "Unique name of this instance.", TextRules.Name),
            new FieldSchema { Name = "config", Type = FieldType.Any, Description = "The plugin's own configuration." },
            Set("protocols", "Protocols it runs for.", Item(null, RouteProtocols.All)) with
            {
                Default = new JsonArray("grpc", "grpcs", "http", "https"), Required = true,
            },
            Flag("enabled", "Whether it runs.", true),
            Foreign("route", "Route it is limited to.", "routes"),
            Foreign("service", "Service it is limited to.", "services"),
            Foreign("consumer", "Consumer it is limited to.", "consumers"),
        ]),
    };

    /// <summary>The schema of instances of one plugin.</summary>
    public static RecordSchema Schema(PluginSchema plugin) => Type.Schema with
    {
        Fields = [.. Type.Schema.Fields.Select(field => field.Name switch
        {
            "config" => field with { Type = FieldType.Record, Fields = plugin.Config with { EntityChecks = [] }, Required = true },
            "protocols" => field with
            {
                Elements = Item(null, plugin.Protocols),
                Default = new JsonArray([.. plugin.DefaultProtocols.Select(p => (JsonNode)p)]),
            },
            "consumer" when !plugin.ConsumerScope => field with { Check = _ => "value must be null" },
            _ => field,
        })],

        // What is wrong with a configuration as a whole is said of the plugin, as the field does.
        EntityChecks =
        [
            .. Type.Schema.EntityChecks,
            .. plugin.Config.EntityChecks.Select(check => (Func<JsonObject, IEnumerable<(string, string)>>)(entity => OfPlugin(check, entity))),
        ],
    };

    private static IEnumerable<(string Path, string Message)> OfPlugin(
        Func<JsonObject, IEnumerable<(string Path, string Message)>> check,
        JsonObject entity)
    {
        foreach (var (path, message) in entity["config"] is JsonObject config ? check(config) : [])
        {
            yield return (path is Validation.FieldPath.Entity or "config" ? path : $"config.{path}", message);
        }
    }

    public static string NotEnabled(string name) =>
        $"plugin '{name}' not enabled; add it to the 'plugins' configuration property";
}

using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Tests;

/// <summary>Plugins that exist for these tests: shapes that occur among the bundled ones.</summary>
internal static class TestPlugins
{
    public static readonly PluginSchema KeyAuth = new("key-auth", "1.0.0", 1250, new RecordSchema
    {
        Fields =
        [
            new FieldSchema
            {
                Name = "key_names", Type = FieldType.Array, Required = true,
                Default = new System.Text.Json.Nodes.JsonArray("apikey"), Elements = new FieldSchema { Name = "", Type = FieldType.String },
            },
            new FieldSchema { Name = "hide_credentials", Type = FieldType.Boolean, Default = false, Required = true },
            new FieldSchema { Name = "anonymous", Type = FieldType.String },
        ],
    })
    { ConsumerScope = false };

    public static readonly PluginSchema RateLimiting = new("rate-limiting", "1.0.0", 910, new RecordSchema
    {
        Fields =
        [
            new FieldSchema { Name = "minute", Type = FieldType.Number, Between = (1, 1e9) },
            new FieldSchema { Name = "hour", Type = FieldType.Number },
            new FieldSchema { Name = "policy", Type = FieldType.String, OneOf = ["local", "redis"], Default = "local", Required = true },
            new FieldSchema { Name = "fault_tolerant", Type = FieldType.Boolean, Default = true },
            new FieldSchema
            {
                Name = "redis", Type = FieldType.Record, Required = true, Fields = new RecordSchema
                {
                    Fields =
                    [
                        new FieldSchema { Name = "host", Type = FieldType.String },
                        new FieldSchema { Name = "port", Type = FieldType.Integer, Default = 6379, Required = true, Between = (0, 65535) },
                        new FieldSchema { Name = "password", Type = FieldType.String, Secret = true },
                    ],
                },
            },
            new FieldSchema { Name = "labels", Type = FieldType.Map, Elements = new FieldSchema { Name = "", Type = FieldType.String } },
            new FieldSchema { Name = "extra", Type = FieldType.Any },
        ],
        EntityChecks =
        [
            config => config["minute"] is null && config["hour"] is null
                ? [("@entity", "at least one of these fields must be non-empty: 'minute', 'hour'")]
                : [],
        ],
    });

    public static PluginSchemas All { get; } = new([KeyAuth, RateLimiting]);

    public static EntityValidator Validator(TimeProvider? time = null) =>
        new(new ValidationOptions { Plugins = All, Time = time ?? new FixedTime() });
}

using Sightglass.Configuration.Schema;

namespace Sightglass.Gateway.Tests.Admin;

/// <summary>Plugins for tests: what matters of them is their schema.</summary>
internal static class AdminPlugins
{
    public static PluginSchemas All { get; } = new(
    [
        new PluginSchema("limiter", "2.1.0", 901, new RecordSchema
        {
            Fields =
            [
                new FieldSchema { Name = "minute", Type = FieldType.Integer, Between = (1, 1000) },
                new FieldSchema { Name = "fault_tolerant", Type = FieldType.Boolean, Default = true, Required = true },
                new FieldSchema
                {
                    Name = "names", Type = FieldType.Array, Elements = new FieldSchema { Name = "", Type = FieldType.String },
                },
                new FieldSchema
                {
                    Name = "redis", Type = FieldType.Record, Required = true,
                    Fields = new RecordSchema
                    {
                        Fields =
                        [
                            new FieldSchema { Name = "host", Type = FieldType.String },
                            new FieldSchema { Name = "port", Type = FieldType.Integer, Between = (0, 65535), Default = 6379, Required = true },
                        ],
                    },
                },
            ],
        }),
        new PluginSchema("signer", "1.0.0", 1100, RecordSchema.Empty) { ConsumerScope = false },
    ]);
}

using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Schema;
using Sightglass.Configuration.Validation;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Fakes;

/// <summary>Makes handlers from configurations as they are written, by way of the validation every configuration goes through.</summary>
internal static class PluginFactory
{
    public static readonly Guid NodeId = Guid.Parse("0f3c8f4e-64d3-4c1f-9a3a-1f4be8a2d9c1");

    public static PluginHandler Create(
        Plugin plugin,
        string config = "{}",
        TimeProvider? time = null,
        ListLogger? logger = null,
        Guid? route = null,
        Guid? service = null,
        TracingInstrumentation instrumentations = TracingInstrumentation.Off,
        double samplingRate = 1)
    {
        var result = Validate(plugin, config);
        Assert.True(result.IsValid, result.IsValid ? "" : result.Message);
        var valid = result.Value["config"]!.AsObject();
        return plugin.CreateHandler(new PluginInstance(Guid.NewGuid(), plugin.Name, valid, service, route, null), Services(time, logger, instrumentations, samplingRate));
    }

    /// <summary>The problems of a configuration, each as <c>path: message</c>.</summary>
    public static string[] Problems(Plugin plugin, string config) =>
        [.. Validate(plugin, config).Errors.Select(error => error.ToString() is var text && text.StartsWith("config.", StringComparison.Ordinal) ? text["config.".Length..] : text)];

    public static PluginServices Services(
        TimeProvider? time = null,
        ListLogger? logger = null,
        TracingInstrumentation instrumentations = TracingInstrumentation.Off,
        double samplingRate = 1) => new()
        {
            TracingInstrumentations = instrumentations,
            TracingSamplingRate = samplingRate,
            NodeId = NodeId,
            Hostname = "node-1",
            Time = time ?? TimeProvider.System,
            LoggerFactory = new OneLoggerFactory(logger ?? new ListLogger()),
        };

    private static EntityResult Validate(Plugin plugin, string config)
    {
        var validator = new EntityValidator(new ValidationOptions { Plugins = new PluginSchemas([plugin.ToSchema()]) });
        return validator.Validate(EntityTypes.Plugins, new JsonObject { ["name"] = plugin.Name, ["config"] = JsonNode.Parse(config) });
    }
}

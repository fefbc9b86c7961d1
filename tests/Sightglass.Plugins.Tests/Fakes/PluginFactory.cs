using System.Text.Json.Nodes;
using Sightglass.PluginSdk;

namespace Sightglass.Plugins.Tests.Fakes;

/// <summary>Makes handlers from configurations as they are written, with the schema's defaults and rules applied.</summary>
internal static class PluginFactory
{
    public static readonly Guid NodeId = Guid.Parse("0f3c8f4e-64d3-4c1f-9a3a-1f4be8a2d9c1");

    public static PluginHandler Create(Plugin plugin, string config = "{}", TimeProvider? time = null, ListLogger? logger = null, Guid? route = null, Guid? service = null)
    {
        var json = JsonNode.Parse(config)!.AsObject();
        var problems = SchemaCheck.Apply(plugin.ConfigSchema, json);
        Assert.Empty(problems);
        return plugin.CreateHandler(new PluginInstance(Guid.NewGuid(), plugin.Name, json, service, route, null), Services(time, logger));
    }

    /// <summary>The problems of a configuration, each as <c>path: message</c>.</summary>
    public static List<string> Problems(Plugin plugin, string config) =>
        SchemaCheck.Apply(plugin.ConfigSchema, JsonNode.Parse(config)!.AsObject());

    public static PluginServices Services(TimeProvider? time = null, ListLogger? logger = null) => new()
    {
        NodeId = NodeId,
        Hostname = "node-1",
        Time = time ?? TimeProvider.System,
        LoggerFactory = logger ?? new ListLogger(),
    };
}

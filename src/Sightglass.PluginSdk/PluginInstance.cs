using System.Text.Json.Nodes;

namespace Sightglass.PluginSdk;

/// <summary>One configured instance of a plugin.</summary>
/// <param name="Id">The plugin entity's id; the span attribute <c>proxy.kong.plugin.instance_id</c>.</param>
/// <param name="Name">The plugin's name.</param>
/// <param name="Config">Its configuration, validated, with defaults. Must not be changed.</param>
/// <param name="ServiceId">The service it is limited to, if any.</param>
/// <param name="RouteId">The route it is limited to, if any.</param>
/// <param name="ConsumerId">The consumer it is limited to, if any.</param>
public sealed record PluginInstance(Guid Id, string Name, JsonObject Config, Guid? ServiceId, Guid? RouteId, Guid? ConsumerId);

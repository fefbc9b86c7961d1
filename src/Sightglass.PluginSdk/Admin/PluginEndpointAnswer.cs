using System.Text.Json.Nodes;

namespace Sightglass.PluginSdk.Admin;

/// <summary>What an endpoint answers.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body; null for none.</param>
public sealed record PluginEndpointAnswer(int Status, JsonNode? Body = null);

using System.Text.Json.Nodes;

namespace Sightglass.Plugins.ResponseTransformer;

/// <summary>A member of a JSON body and the maker of its value.</summary>
internal readonly record struct JsonEntry(string Name, Func<JsonNode> Make);

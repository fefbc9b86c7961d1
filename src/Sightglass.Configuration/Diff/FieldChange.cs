using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Diff;

/// <summary>One field that differs. Values of secret fields are masked.</summary>
/// <param name="Path">The field, for example <c>config.minute</c>.</param>
/// <param name="Before">Its value before; null for none.</param>
/// <param name="After">Its value after; null for none.</param>
public sealed record FieldChange(string Path, JsonNode? Before, JsonNode? After);

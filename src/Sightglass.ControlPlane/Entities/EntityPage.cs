using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sightglass.ControlPlane.Entities;

/// <summary>A part of a collection.</summary>
/// <param name="Data">The entities.</param>
/// <param name="Offset">Where the next part starts; null at the end.</param>
public sealed record EntityPage(ImmutableArray<JsonObject> Data, string? Offset);

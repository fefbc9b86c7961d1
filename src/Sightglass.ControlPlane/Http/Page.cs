using System.Collections.Immutable;

namespace Sightglass.ControlPlane.Http;

/// <summary>A part of a list, walked by cursor.</summary>
/// <param name="Items">The part.</param>
/// <param name="Next">Cursor for what comes after; null at the end.</param>
/// <param name="Previous">Cursor for what comes before; null at the start.</param>
/// <param name="Total">All there are, after filtering.</param>
public sealed record Page<T>(ImmutableArray<T> Items, string? Next, string? Previous, int Total);

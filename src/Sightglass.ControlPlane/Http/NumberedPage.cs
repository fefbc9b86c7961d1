using System.Collections.Immutable;

namespace Sightglass.ControlPlane.Http;

/// <summary>A part of a list, walked by page number.</summary>
/// <param name="Items">The part.</param>
/// <param name="Number">Which page, from 1.</param>
/// <param name="Size">Items a page has.</param>
/// <param name="Total">All there are, after filtering.</param>
public sealed record NumberedPage<T>(ImmutableArray<T> Items, int Number, int Size, int Total);

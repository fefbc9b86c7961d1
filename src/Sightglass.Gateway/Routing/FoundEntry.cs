using Sightglass.Expressions.Patterns;

namespace Sightglass.Gateway.Routing;

/// <summary>The best entry so far while the index is searched.</summary>
internal readonly record struct FoundEntry(RouteEntry? Entry, int Matched, CompiledPattern? Pattern);

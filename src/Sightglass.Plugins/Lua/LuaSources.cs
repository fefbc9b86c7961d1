using System.Collections.Immutable;

namespace Sightglass.Plugins.Lua;

/// <summary>A group of chunks that run together.</summary>
/// <param name="Name">Where errors say they happened, for example <c>pre-function access</c>.</param>
/// <param name="Chunks">Their source texts, in order.</param>
internal sealed record LuaSources(string Name, ImmutableArray<string> Chunks);

using System.Collections.Immutable;

namespace Sightglass.Configuration.Entities;

/// <summary>Fields whose values together occur once among the entities of a type.</summary>
/// <param name="Fields">The fields; a reference counts by its id.</param>
/// <param name="NullsCount">Whether null is a value like others (plugin scopes) or exempts from the rule (names).</param>
public sealed record UniqueKey(ImmutableArray<string> Fields, bool NullsCount = false);

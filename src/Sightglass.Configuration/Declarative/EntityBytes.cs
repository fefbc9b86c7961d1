using System.Runtime.CompilerServices;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Declarative;

/// <summary>
/// Bytes made from entities, kept as long as the entities are: after a write all but one of a set's entities are those of before, and the
/// set's hash and file need not be made from nothing.
/// </summary>
/// <param name="make">Makes the bytes of an entity of a set.</param>
internal sealed class EntityBytes(Func<EntitySet, Entity, ReadOnlyMemory<byte>> make)
{
    private readonly ConditionalWeakTable<Entity, byte[]> _made = [];

    /// <summary>The bytes of an entity.</summary>
    public ReadOnlySpan<byte> Of(EntitySet set, Entity entity) =>
        _made.TryGetValue(entity, out var bytes) ? bytes : _made.GetValue(entity, e => make(set, e).ToArray());
}

using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;

namespace Sightglass.Configuration.Store;

/// <summary>Collects the entities of one type; the indexes are made at the end, all at once.</summary>
internal sealed class EntityTableLoader(EntityType type)
{
    private readonly Dictionary<Guid, Entity> _byId = [];
    private readonly Dictionary<string, Guid> _unique = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Field, Guid To), List<Guid>> _referring = [];

    /// <summary>Adds an entity, unless one with its id or with the same unique values is there: then nothing changes.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="conflict">The values of the unique key that are taken; null when it is the id, or nothing.</param>
    public bool TryAdd(Entity entity, out JsonObject? conflict)
    {
        conflict = null;
        var keys = type.UniqueKeys;
        var signatures = new string?[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            signatures[i] = EntityTable.Signature(keys[i], entity);
            if (signatures[i] is { } signature && _unique.ContainsKey(signature))
            {
                conflict = EntityTable.Values(keys[i], entity);
                return false;
            }
        }

        if (!_byId.TryAdd(entity.Id, entity))
        {
            return false;
        }

        foreach (var signature in signatures)
        {
            if (signature is not null)
            {
                _unique[signature] = entity.Id;
            }
        }

        foreach (var key in type.ForeignKeys)
        {
            foreach (var id in entity.References(key).Distinct())
            {
                var target = (key.Field, id);
                if (!_referring.TryGetValue(target, out var ids))
                {
                    _referring.Add(target, ids = []);
                }

                ids.Add(entity.Id);
            }
        }

        return true;
    }

    public EntityTable ToTable() => _byId.Count == 0 ? EntityTable.Empty(type) : EntityTable.Empty(type).Filled(
        _byId.ToImmutableDictionary(),
        [.. _byId.Keys],
        _unique.ToImmutableDictionary(StringComparer.Ordinal),
        _referring.ToImmutableDictionary(entry => entry.Key, entry => entry.Value.ToImmutableSortedSet()));
}

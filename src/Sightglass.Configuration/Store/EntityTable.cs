using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Rules;

namespace Sightglass.Configuration.Store;

/// <summary>All entities of one type with their indexes: by id, by unique values, by what they refer to. Immutable.</summary>
internal sealed class EntityTable
{
    private EntityTable(EntityType type) => Type = type;

    private EntityTable(EntityTable from) =>
        (Type, ById, Ids, Unique, Referring) = (from.Type, from.ById, from.Ids, from.Unique, from.Referring);

    public EntityType Type { get; }
    public ImmutableDictionary<Guid, Entity> ById { get; private init; } = ImmutableDictionary<Guid, Entity>.Empty;

    /// <summary>The ids in order: it is what pages are cut from.</summary>
    public ImmutableSortedSet<Guid> Ids { get; private init; } = [];

    private ImmutableDictionary<string, Guid> Unique { get; init; } = ImmutableDictionary<string, Guid>.Empty;

    private ImmutableDictionary<(string Field, Guid To), ImmutableSortedSet<Guid>> Referring { get; init; } =
        ImmutableDictionary<(string, Guid), ImmutableSortedSet<Guid>>.Empty;

    public static EntityTable Empty(EntityType type) => new(type);

    /// <summary>A table of the same type with these indexes, which must fit each other.</summary>
    public EntityTable Filled(
        ImmutableDictionary<Guid, Entity> byId,
        ImmutableSortedSet<Guid> ids,
        ImmutableDictionary<string, Guid> unique,
        ImmutableDictionary<(string Field, Guid To), ImmutableSortedSet<Guid>> referring) =>
        new(this) { ById = byId, Ids = ids, Unique = unique, Referring = referring };

    /// <summary>The entities whose reference field points to another.</summary>
    public ImmutableSortedSet<Guid> ReferringTo(string field, Guid id) => Referring.GetValueOrDefault((field, id), []);

    /// <summary>The entity that has a value of a single-field unique key.</summary>
    public Entity? ByUnique(string field, string value) =>
        Unique.TryGetValue(Signature([field], [value]), out var id) ? ById[id] : null;

    /// <summary>The values of a unique key that an entity has already; null if none.</summary>
    /// <param name="entity">The entity to be added.</param>
    /// <param name="replacing">Whether the one of the same id goes, and does not count.</param>
    public JsonObject? Conflict(Entity entity, bool replacing)
    {
        foreach (var key in Type.UniqueKeys)
        {
            if (Signature(key, entity) is { } signature && Unique.TryGetValue(signature, out var id) && !(replacing && id == entity.Id))
            {
                return Values(key, entity);
            }
        }

        return null;
    }

    /// <summary>The entity that has these values of a unique key, which may be anything; null if none, or when they do not make up a key.</summary>
    public Guid? Same(UniqueKey key, JsonObject fields)
    {
        var values = new string?[key.Fields.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var node = fields[key.Fields[i]];
            node = node is JsonObject reference ? reference["id"] : node;
            if (node is not null && !JsonScalars.TryString(node, out values[i]!))
            {
                return null;
            }
        }

        return (key.NullsCount ? values[0] is null : values.Any(v => v is null)) ? null
            : Unique.TryGetValue(Signature(key.Fields, values), out var id) ? id
            : null;
    }

    public EntityTable With(Entity entity)
    {
        var table = Without(entity.Id);
        var unique = table.Unique.ToBuilder();
        foreach (var signature in Signatures(entity))
        {
            unique[signature] = entity.Id;
        }

        var referring = table.Referring;
        foreach (var target in Targets(entity))
        {
            referring = referring.SetItem(target, referring.GetValueOrDefault(target, []).Add(entity.Id));
        }

        return new EntityTable(table)
        {
            ById = table.ById.SetItem(entity.Id, entity),
            Ids = table.Ids.Add(entity.Id),
            Unique = unique.ToImmutable(),
            Referring = referring,
        };
    }

    public EntityTable Without(Guid id)
    {
        if (!ById.TryGetValue(id, out var entity))
        {
            return this;
        }

        var referring = Referring;
        foreach (var target in Targets(entity))
        {
            if (referring.TryGetValue(target, out var ids))
            {
                referring = ids.Count == 1 ? referring.Remove(target) : referring.SetItem(target, ids.Remove(id));
            }
        }

        return new EntityTable(this)
        {
            ById = ById.Remove(id),
            Ids = Ids.Remove(id),
            Unique = Unique.RemoveRange(Signatures(entity)),
            Referring = referring,
        };
    }

    /// <summary>What an entity's unique key says, for messages.</summary>
    public static JsonObject Values(UniqueKey key, Entity entity) =>
        new(key.Fields.Select(f => KeyValuePair.Create(f, entity.Fields[f]?.DeepClone())));

    private static IEnumerable<(string Field, Guid To)> Targets(Entity entity) =>
        entity.Type.ForeignKeys.SelectMany(k => entity.References(k).Distinct().Select(id => (k.Field, id)));

    private static IEnumerable<string> Signatures(Entity entity) =>
        entity.Type.UniqueKeys.Select(k => Signature(k, entity)).OfType<string>();

    /// <summary>The text that stands for an entity's values of a unique key; null when they do not make up one.</summary>
    public static string? Signature(UniqueKey key, Entity entity)
    {
        var values = new string?[key.Fields.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var field = key.Fields[i];
            values[i] = entity.Fields[field] is JsonObject reference ? reference.Text("id") : entity.Fields.Text(field);
            if (values[i] is null && !key.NullsCount)
            {
                return null;
            }
        }

        return Signature(key.Fields, values);
    }

    private static string Signature(IReadOnlyList<string> fields, string?[] values)
    {
        // Lengths keep values apart whatever characters they hold.
        if (fields.Count == 1)
        {
            return $"{fields[0]}={values[0]?.Length ?? -1}:{values[0]};";
        }

        var text = new StringBuilder();
        for (var i = 0; i < fields.Count; i++)
        {
            text.Append(fields[i]).Append('=').Append(values[i]?.Length ?? -1).Append(':').Append(values[i]).Append(';');
        }

        return text.ToString();
    }
}

using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Declarative;

/// <summary>Finds declared entities by id and by unique values, and settles references between them.</summary>
internal sealed class DeclaredReferences
{
    private readonly Dictionary<(string Type, string Field, string Value), DeclaredEntity> _index = [];

    /// <summary>Makes an entity with a settled id known.</summary>
    public void Add(DeclaredEntity entity)
    {
        var name = entity.Type.Name;
        _index.TryAdd((name, "id", entity.Id), entity);
        foreach (var field in entity.Type.UniqueKeys.Where(k => k.Fields.Length == 1).Select(k => k.Fields[0]))
        {
            if (entity.Text(field) is { } value)
            {
                _index.TryAdd((name, field, value), entity);
            }
        }
    }

    /// <summary>Rewrites an entity's references to <c>{"id": …}</c>; what they refer to must be known already.</summary>
    public void Settle(DeclaredEntity entity)
    {
        foreach (var key in entity.Type.ForeignKeys)
        {
            if (entity.Parent is { } parent && parent.Key.Field == key.Field)
            {
                // Some tools write the parent into what is nested in it; saying the same twice is no contradiction.
                if (entity.Fields[key.Field] is { } written && Lookup(key, written) != parent.Entity)
                {
                    entity.Refuse(key.Field, "value must be null");
                }

                entity.Fields[key.Field] = Reference(parent.Entity.Id);
            }
            else if (key.Many)
            {
                SettleList(entity, key);
            }
            else if (entity.Fields[key.Field] is { } reference)
            {
                Settle(entity, key, reference);
            }
        }
    }

    private void Settle(DeclaredEntity entity, ForeignKey key, JsonNode written)
    {
        if (Lookup(key, written) is { } found)
        {
            entity.Fields[key.Field] = Reference(found.Id);
            return;
        }

        var isText = JsonScalars.TryString(written, out var text);
        if (isText || written is JsonObject)
        {
            entity.Refuse(Missing(key, isText ? text : written.ToJsonString()), ConflictKind.MissingReference);
            // Said once: the field itself is not looked at again.
            entity.Fields[key.Field] = Reference(Guid.Empty.ToString());
        }
    }

    private DeclaredEntity? Lookup(ForeignKey key, JsonNode written) => written switch
    {
        JsonObject { Count: 1 } reference when Single(reference) is var (field, value) && value is not null
            => Find(key.Reference, field, value),
        JsonValue when JsonScalars.TryString(written, out var text) => FindAny(key.Reference, text),
        _ => null,
    };

    private void SettleList(DeclaredEntity entity, ForeignKey key)
    {
        foreach (var item in entity.Fields[key.Field] as JsonArray ?? [])
        {
            if (item is not null && JsonScalars.TryString(item, out var id)
                && Guid.TryParseExact(id, "D", out var guid) && Find(key.Reference, "id", guid.ToString()) is null)
            {
                entity.Refuse(Missing(key, id), ConflictKind.MissingReference);
            }
        }
    }

    private DeclaredEntity? FindAny(string type, string text)
    {
        var target = EntityTypes.ByName(type)!;
        return (target.PathKey is { } key ? Find(type, key, text) : null) ?? Find(type, "id", text);
    }

    private DeclaredEntity? Find(string type, string field, string value) =>
        _index.GetValueOrDefault((type, field, field == "id" ? value.ToLowerInvariant() : value));

    private static (string Field, string? Value) Single(JsonObject reference)
    {
        var (field, node) = reference.First();
        return (field, node is not null && JsonScalars.TryString(node, out var value) ? value : null);
    }

    private static string Missing(ForeignKey key, string value) =>
        $"invalid reference '{key.Field}: {value}' (no such entry in '{key.Reference}')";

    private static JsonObject Reference(string id) => new() { ["id"] = id };
}

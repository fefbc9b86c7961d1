using System.Text.Json;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Declarative;

/// <summary>Walks a declarative configuration, flat and nested, and lists its entities in the order they are written.</summary>
internal sealed class EntityCollector(List<FieldError> errors)
{
    private const string Comment = "_comment";
    private const string Ignore = "_ignore";
    private static readonly Dictionary<string, Dictionary<string, (EntityType Child, ForeignKey Key)>> Nested =
        EntityTypes.All.ToDictionary(t => t.Name, Children);

    public List<DeclaredEntity> Entities { get; } = [];

    /// <summary>Collects from the top level.</summary>
    public void Collect(JsonObject root)
    {
        foreach (var (name, node) in root)
        {
            var path = FieldPath.Root.Field(name);
            if (EntityTypes.ByName(name) is { } type)
            {
                List(type, node, path, null, errors);
            }
            else if (name is not (FormatVersion.Field or DeclarativeConfiguration.Transform) && !TryNote(name, node, path, errors))
            {
                errors.Add(new FieldError(path, "unknown field"));
            }
        }
    }

    private void List(
        EntityType type, JsonNode? node, FieldPath path, (DeclaredEntity, ForeignKey)? parent, List<FieldError> owner)
    {
        if (node is null or JsonObject { Count: 0 })
        {
            return;
        }

        if (node is not JsonArray list)
        {
            owner.Add(new FieldError(path, "expected an array"));
            return;
        }

        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is JsonObject record)
            {
                Entity(type, record, path.Item(i), parent);
            }
            else if (type == EntityTypes.Snis && parent is not null && list[i] is JsonValue name
                && name.GetValueKind() == JsonValueKind.String)
            {
                // The Admin API shows a certificate's SNIs as names; both forms mean the same.
                Entity(type, new JsonObject { ["name"] = name.GetValue<string>() }, path.Item(i), parent);
            }
            else
            {
                owner.Add(new FieldError(path.Item(i), "expected a record"));
            }
        }
    }

    private void Entity(EntityType type, JsonObject record, FieldPath path, (DeclaredEntity, ForeignKey)? parent)
    {
        var entity = new DeclaredEntity(type, path, record) { Parent = parent };
        Entities.Add(entity);
        foreach (var (name, node) in record)
        {
            var at = path.Field(name);
            if (Nested[type.Name].TryGetValue(name, out var nested))
            {
                List(nested.Child, node, at, (entity, nested.Key), entity.Errors);
            }
            else if (!TryNote(name, node, at, entity.Errors))
            {
                entity.Fields[name] = JsonCopy.Of(node);
            }
        }
    }

    /// <summary>The fields an entity was written with, without its children.</summary>
    public static JsonObject OwnFields(DeclaredEntity entity) => new(entity.Written
        .Where(p => !Nested[entity.Type.Name].ContainsKey(p.Key))
        .Select(p => KeyValuePair.Create(p.Key, JsonCopy.Resolved(p.Value))));

    private static bool TryNote(string name, JsonNode? node, FieldPath path, List<FieldError> owner)
    {
        if (name == Comment && node is not null && !JsonScalars.TryString(node, out _))
        {
            owner.Add(new FieldError(path, "expected a string"));
        }
        else if (name == Ignore && node is not (null or JsonArray or JsonObject { Count: 0 }))
        {
            owner.Add(new FieldError(path, "expected an array"));
        }

        return name is Comment or Ignore;
    }

    private static Dictionary<string, (EntityType Child, ForeignKey Key)> Children(EntityType type)
    {
        var own = type.Schema.Fields.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        return EntityTypes.ReferringTo(type)
            .Where(r => !r.Key.Many && !own.Contains(r.Child.Name))
            .ToDictionary(r => r.Child.Name, StringComparer.Ordinal);
    }
}

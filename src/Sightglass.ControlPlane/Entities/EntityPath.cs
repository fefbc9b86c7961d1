using System.Collections.Frozen;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;

namespace Sightglass.ControlPlane.Entities;

/// <summary>
/// What a path below <c>core-entities</c> means: a collection or one of it, at the top (<c>services/{id}</c>) or below a parent
/// (<c>consumers/{id}/key-auth/{id}</c>).
/// </summary>
/// <param name="Type">The entities' type.</param>
/// <param name="IdOrKey">Which one; null for the collection.</param>
/// <param name="Parent">The parent's type, id or key, and the field that refers to it; null at the top.</param>
internal sealed record EntityPath(EntityType Type, string? IdOrKey, (EntityType Type, string IdOrKey, string Field)? Parent)
{
    private static readonly FrozenDictionary<string, EntityType> Collections = EntityTypes.All.ToFrozenDictionary(type => type.AdminPath, StringComparer.Ordinal);

    /// <summary>Whether entities of the type are read only at this path: credentials are written below their consumer.</summary>
    public bool IsReadOnly => Parent is null && (Type.AdminPath != Type.NestedPath || Type == EntityTypes.Acls);

    /// <summary>The type whose collection has this name at the top; null if there is none.</summary>
    public static EntityType? Collection(string name) => Collections.GetValueOrDefault(name);

    public static EntityPath? Parse(string path) => path.Split('/') switch
    {
        [var collection] when Collection(collection) is { } type => new EntityPath(type, null, null),
        [var collection, var id] when Collection(collection) is { } type && id.Length > 0 => new EntityPath(type, id, null),
        [var parent, var parentId, var child] => Nested(parent, parentId, child, null),
        [var parent, var parentId, var child, var id] when id.Length > 0 => Nested(parent, parentId, child, id),
        _ => null,
    };

    /// <summary>The parent's scope in a set; null when there is no such parent.</summary>
    public ParentScope? Scope(EntitySet set) =>
        Parent is { } parent && set.Find(parent.Type, parent.IdOrKey) is { } found ? new ParentScope(parent.Field, found.Id) : null;

    private static EntityPath? Nested(string parent, string parentId, string child, string? id)
    {
        if (Collection(parent) is not { } parentType || parentId.Length == 0)
        {
            return null;
        }

        foreach (var (type, key) in EntityTypes.ReferringTo(parentType))
        {
            if (type.NestedPath == child && !key.Many)
            {
                return new EntityPath(type, id, (parentType, parentId, key.Field));
            }
        }

        return null;
    }
}

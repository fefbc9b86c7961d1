using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Rules;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Store;

public sealed partial class EntitySet
{
    /// <summary>What is wrong with an entity by itself, whatever other entities there are; null when nothing is.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="body">The entity; not changed.</param>
    public EntityError? Check(EntityType type, JsonObject body)
    {
        var written = JsonCopy.Of(body);
        var names = type == EntityTypes.Certificates ? CertificateNames.Take(written) : null;
        var errors = Validator.Validate(type, written).Errors.AddRange(names?.Errors ?? []);
        return errors.IsEmpty ? null : EntityErrors.SchemaViolation(errors);
    }

    /// <summary>Adds an entity.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="body">What was written. References may be <c>{"id": …}</c> or a unique key such as <c>{"name": …}</c>.</param>
    /// <param name="parent">The parent it becomes a child of, as in <c>POST /services/{id}/routes</c>.</param>
    public EntityOutcome Insert(EntityType type, JsonObject body, ParentScope? parent = null) =>
        Write(type, Adopted(body, parent), WriteMode.Insert, null);

    /// <summary>Replaces the entity addressed, or adds it under that id or key.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="idOrKey">Id or key; it wins over what the body says.</param>
    /// <param name="body">The whole entity: what is left out goes back to its default.</param>
    /// <param name="parent">The parent it is, or becomes, a child of.</param>
    public EntityOutcome Upsert(EntityType type, string idOrKey, JsonObject body, ParentScope? parent = null)
    {
        var existing = Find(type, idOrKey, parent);
        var written = Adopted(body, parent);
        if (Guid.TryParseExact(idOrKey, "D", out var id))
        {
            written["id"] = id.ToString();
            if (existing is null && Get(type, id) is not null)
            {
                // It exists below another parent: moving it there is a patch of its reference, not this.
                return EntityOutcome.Refused(EntityErrors.NotFound);
            }
        }
        else if (existing is null && type.PathKey is null)
        {
            return EntityOutcome.Refused(EntityErrors.NotFound);
        }
        else if (type.PathKey is { } key)
        {
            written[key] = idOrKey;
        }

        return Write(type, written, WriteMode.Upsert, existing);
    }

    /// <summary>Changes the fields named: records merge, lists, sets and maps are replaced, null clears.</summary>
    public EntityOutcome Patch(EntityType type, string idOrKey, JsonObject body, ParentScope? parent = null) =>
        Find(type, idOrKey, parent) is { } existing
            ? Write(type, JsonCopy.Of(body), WriteMode.Patch, existing)
            : EntityOutcome.Refused(EntityErrors.NotFound);

    /// <summary>
    /// Removes an entity and what goes with it. Removing what does not exist succeeds, except below a parent.
    /// </summary>
    public EntityOutcome Delete(EntityType type, string idOrKey, ParentScope? parent = null)
    {
        if (Find(type, idOrKey, parent) is not { } entity)
        {
            return parent is null ? new EntityOutcome { Set = this } : EntityOutcome.Refused(EntityErrors.NotFound);
        }

        var doomed = new HashSet<(EntityType Type, Guid Id)>();
        return Condemn(entity, doomed) is { } error
            ? EntityOutcome.Refused(error)
            : new EntityOutcome { Set = Without(doomed), Entity = entity };
    }

    /// <summary>The values of a unique key that some entity has already, one of the same id included; null if none.</summary>
    internal JsonObject? Conflict(Entity entity) => _tables[entity.Type.Name].Conflict(entity, replacing: false);

    /// <summary>Adds an entity that was validated, unless it conflicts with others.</summary>
    internal EntityOutcome Add(Entity entity)
    {
        var table = _tables[entity.Type.Name];
        if (table.Conflict(entity, replacing: true) is { } values)
        {
            return EntityOutcome.Refused(EntityErrors.UniqueViolation(values));
        }

        foreach (var key in entity.Type.ForeignKeys)
        {
            foreach (var id in entity.References(key))
            {
                if (Get(EntityTypes.ByName(key.Reference)!, id) is null)
                {
                    return EntityOutcome.Refused(
                        EntityErrors.ForeignKeyViolation(key, new JsonObject { ["id"] = id.ToString() }));
                }
            }
        }

        return new EntityOutcome
        {
            Set = new EntitySet(Validator, _tables.SetItem(entity.Type.Name, table.With(entity))),
            Entity = entity,
            Created = !table.ById.ContainsKey(entity.Id),
        };
    }

    private EntityOutcome Write(EntityType type, JsonObject body, WriteMode mode, Entity? existing)
    {
        if (ForeignNames.Resolve(this, type, body) is { } unresolved)
        {
            return EntityOutcome.Refused(unresolved);
        }

        var names = type == EntityTypes.Certificates ? CertificateNames.Take(body) : null;
        if (type.Unwritable?.Invoke(body) is { } unwritable)
        {
            return EntityOutcome.Refused(EntityErrors.SchemaViolation([new FieldError(FieldPath.Root.Field(unwritable.Field), unwritable.Message)]));
        }

        var result = Validator.Validate(type, body, mode, existing?.Fields);
        var errors = names is null ? result.Errors : result.Errors.AddRange(names.Problems(this, existing?.Id));
        if (!errors.IsEmpty)
        {
            return EntityOutcome.Refused(errors.Any(e => e.Path is { Name: "ttl", Parent.Parent: null })
                ? EntityErrors.InvalidOption("ttl", "must be an integer between 0 and 100000000")
                : EntityErrors.SchemaViolation(errors));
        }

        if (type == EntityTypes.Plugins && PluginProtocolMatch.Problem(this, result.Value!, mode == WriteMode.Patch ? body : result.Value!) is { } mismatch)
        {
            return EntityOutcome.Refused(EntityErrors.SchemaViolation(mismatch));
        }

        var id = Guid.Parse(result.Value!["id"]!.GetValue<string>());
        if (mode == WriteMode.Insert && Get(type, id) is not null)
        {
            return EntityOutcome.Refused(EntityErrors.PrimaryKeyViolation(id));
        }

        var outcome = Add(new Entity(type, id, result.Value));
        return outcome.Succeeded && names is not null ? names.Apply(outcome) : outcome;
    }

    private EntityError? Condemn(Entity entity, HashSet<(EntityType Type, Guid Id)> doomed)
    {
        doomed.Add((entity.Type, entity.Id));
        foreach (var (child, key) in EntityTypes.ReferringTo(entity.Type))
        {
            foreach (var id in _tables[child.Name].ReferringTo(key.Field, entity.Id))
            {
                if (doomed.Contains((child, id)))
                {
                    continue;
                }

                if (key.OnDelete == OnDelete.Deny)
                {
                    return EntityErrors.StillReferenced(entity.Type, child);
                }

                if (Condemn(Get(child, id)!, doomed) is { } error)
                {
                    return error;
                }
            }
        }

        return null;
    }

    private EntitySet Without(IEnumerable<(EntityType Type, Guid Id)> doomed)
    {
        var tables = _tables.ToBuilder();
        foreach (var (type, id) in doomed)
        {
            tables[type.Name] = tables[type.Name].Without(id);
        }

        return new EntitySet(Validator, tables.ToImmutable());
    }

    private static JsonObject Adopted(JsonObject body, ParentScope? parent)
    {
        var adopted = JsonCopy.Of(body);
        if (parent is not null)
        {
            adopted[parent.Field] = new JsonObject { ["id"] = parent.Id.ToString() };
        }

        return adopted;
    }
}

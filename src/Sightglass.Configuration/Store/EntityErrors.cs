using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Store;

/// <summary>The errors there are, with their numbers, names and texts.</summary>
public static class EntityErrors
{
    /// <summary>The code of an entity that is not valid.</summary>
    public const int SchemaViolationCode = 2;

    /// <summary>The code of a reference by a key that nobody has.</summary>
    public const int UnresolvedCode = 13;

    internal const int NotFoundCode = 6;
    internal const int InvalidOptionsCode = 11;

    /// <summary>404, code 6.</summary>
    public static EntityError NotFound { get; } = new(NotFoundCode, "not found", 404, "Not found");

    /// <summary>404, code 6, with what was looked for: an id, or the key of a type.</summary>
    /// <param name="type">The entity type.</param>
    /// <param name="idOrKey">What it was addressed by.</param>
    public static EntityError NotFoundBy(EntityType type, string idOrKey)
    {
        var byId = Guid.TryParseExact(idOrKey, "D", out _);
        var key = new JsonObject { [byId ? "id" : type.PathKey ?? "id"] = idOrKey };
        return new EntityError(
            NotFoundCode, "not found", 404, $"could not find the entity with {(byId ? "primary key " : "")}'{TableText.Of(key)}'", key);
    }

    /// <summary>405, code 12: writing to a gateway that has no database.</summary>
    /// <param name="verb">create, update, create or update, remove.</param>
    /// <param name="type">The entity type.</param>
    /// <param name="key">The field by which the entity is addressed; null for its id, and for none.</param>
    public static EntityError OperationUnsupported(string verb, EntityType type, string? key = null) =>
        new(12, "operation unsupported", 405, $"cannot {verb} '{type.Name}' entities {(key is null ? "" : $"by '{key}' ")}when not using a database");

    /// <summary>400, code 2.</summary>
    public static EntityError SchemaViolation(params IReadOnlyCollection<FieldError> errors) =>
        new(SchemaViolationCode, "schema violation", 400, ErrorTree.Message(errors), ErrorTree.Build(errors));

    internal static EntityError PrimaryKeyViolation(Guid id) =>
        new(3, "primary key violation", 400, $"primary key violation on key '{TableText.Of(Reference(id))}'", Reference(id));

    internal static EntityError ForeignKeyViolation(ForeignKey key, JsonObject reference) =>
        new(4, "foreign key violation", 400,
            $"the foreign key '{TableText.Of(reference)}' does not reference an existing '{key.Reference}' entity.",
            new JsonObject { [key.Field] = JsonCopy.Of(reference) });

    internal static EntityError StillReferenced(EntityType type, EntityType by) =>
        new(4, "foreign key violation", 400,
            $"an existing '{by.Name}' entity references this '{type.Name}' entity",
            new JsonObject { ["@referenced_by"] = by.Name });

    internal static EntityError UniqueViolation(JsonObject values) =>
        new(5, "unique constraint violation", 409, $"UNIQUE violation detected on '{TableText.Of(values)}'", values);

    internal static EntityError InvalidOffset(string offset, string problem) =>
        new(7, "invalid offset", 400, $"'{offset}' is not a valid offset: {problem}");

    internal static EntityError InvalidSize(string problem) => new(9, "invalid size", 400, problem);

    /// <summary>400, code 1: the path names an entity that only has an id by something else.</summary>
    public static EntityError InvalidPrimaryKey()
    {
        var fields = new JsonObject { ["id"] = "expected a valid UUID" };
        return new EntityError(1, "invalid primary key", 400, $"invalid primary key: '{TableText.Of(fields)}'", fields);
    }

    internal static EntityError InvalidOption(string option, string problem) =>
        new(InvalidOptionsCode, "invalid options", 400, $"invalid option ({option}: {problem})", new JsonObject { [option] = problem });

    internal static EntityError ForeignKeyUnresolved(ForeignKey key, string name, JsonObject reference)
    {
        var problem = $"the foreign key cannot be resolved with '{TableText.Of(reference)}' for an existing '{key.Reference}' entity";
        return new EntityError(UnresolvedCode, "foreign keys unresolved", 400,
            $"foreign key unresolved ({key.Field}.{name}: {problem})",
            new JsonObject { [key.Field] = new JsonObject { [name] = problem } });
    }

    /// <summary>400, code 14: a declarative configuration with errors.</summary>
    public static EntityError InvalidDeclarative(JsonObject fields) =>
        new(14, "invalid declarative configuration", 400, $"declarative config is invalid: {TableText.Of(fields)}", fields);

    private static JsonObject Reference(Guid id) => new() { ["id"] = id.ToString() };
}

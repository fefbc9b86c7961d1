using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Rules;
using Sightglass.Configuration.Schema;

namespace Sightglass.Configuration.Validation;

/// <summary>
/// The one validation behind declarative files, the Admin API and the control plane: what an entity's fields may be, without
/// regard to other entities (those rules are the <see cref="Store.EntitySet"/>'s). Safe for concurrent use.
/// </summary>
public sealed class EntityValidator(ValidationOptions options)
{
    private readonly RecordSchema _routes = RouteRules.Schema(options.RouterFlavor);
    private readonly ConcurrentDictionary<string, RecordSchema> _plugins = new(StringComparer.Ordinal);

    /// <summary>What it validates against.</summary>
    public ValidationOptions Options => options;

    /// <summary>The schema of a type as it is in effect here.</summary>
    public RecordSchema SchemaOf(EntityType type) => type == EntityTypes.Routes ? _routes : type.Schema;

    /// <summary>The schema of the instances of a plugin; null if the plugin is unknown.</summary>
    public RecordSchema? SchemaOfPlugin(string name) =>
        options.Plugins.TryGet(name, out var plugin) ? _plugins.GetOrAdd(name, (_, p) => PluginRules.Schema(p), plugin) : null;

    /// <summary>The schema that a body, or the entity it changes, is read by: a plugin's depends on its name.</summary>
    /// <param name="type">The entity's type.</param>
    /// <param name="pluginName">The plugin's name; null when unknown, or for other types.</param>
    public RecordSchema SchemaOf(EntityType type, string? pluginName) =>
        type == EntityTypes.Plugins && pluginName is not null && SchemaOfPlugin(pluginName) is { } schema ? schema : SchemaOf(type);

    /// <summary>Validates a write and returns the entity's normal form.</summary>
    /// <param name="type">The entity's type.</param>
    /// <param name="body">What was written; not changed, unless that is allowed. References must be <c>{"id": …}</c> already.</param>
    /// <param name="mode">How it is written.</param>
    /// <param name="existing">The entity as it is: required for a patch, null for an insert.</param>
    /// <param name="transform">Whether write transformations (password hashing) run; false for exports.</param>
    /// <param name="mayChange">Whether <paramref name="body"/> is given away, so that no copy of it is needed.</param>
    public EntityResult Validate(
        EntityType type, JsonObject body, WriteMode mode = WriteMode.Insert, JsonObject? existing = null, bool transform = true, bool mayChange = false)
    {
        var write = new WriteContext(mode, mayChange ? body : JsonCopy.Of(body), existing, transform, options.Time.GetUtcNow());
        type.Prepare?.Invoke(write);
        var errors = write.Errors;
        var input = mode == WriteMode.Patch && existing is not null
            ? RecordMerge.Merge(SchemaFor(type, existing), existing, write.Body)
            : write.Body;
        Stamp(type, input, write);

        if (type.Kind?.Invoke(options, input) is { } unknown)
        {
            // What else holds for an entity depends on its kind.
            return new EntityResult { Errors = [.. errors, new FieldError(FieldPath.Root.Field(unknown.Field), unknown.Message)] };
        }

        var value = new RecordValidator(errors).Record(SchemaFor(type, input), input, FieldPath.Root);
        if (errors.Count == 0)
        {
            type.Complete?.Invoke(write, value, errors);
        }

        return errors.Count == 0 ? new EntityResult { Value = value } : new EntityResult { Errors = [.. errors] };
    }

    /// <summary>The schema for one entity: a plugin's depends on its name.</summary>
    private RecordSchema SchemaFor(EntityType type, JsonObject input) =>
        SchemaOf(type, input["name"] is { } node && JsonScalars.TryString(node, out var name) ? name : null);

    private static void Stamp(EntityType type, JsonObject input, WriteContext write)
    {
        // What was written is kept for new entities only: that is how an export comes back as it was.
        if (write.Existing is { } existing)
        {
            input["id"] = existing["id"]!.DeepClone();
            input["created_at"] = existing["created_at"]!.DeepClone();
        }

        input["id"] ??= Guid.NewGuid().ToString();
        if (JsonScalars.TryString(input["id"]!, out var id))
        {
            input["id"] = id.ToLowerInvariant();
        }

        // Targets have always had millisecond precision, everything else whole seconds.
        var now = type == EntityTypes.Targets
            ? JsonScalars.Number(write.Now.ToUnixTimeMilliseconds() / 1000.0)
            : JsonScalars.Integer(write.Now.ToUnixTimeSeconds());
        input["created_at"] ??= now.DeepClone();
        if (!type.Schema.Fields.Any(field => field.Name == "updated_at"))
        {
            // Written by earlier versions, which had it everywhere.
            input.Remove("updated_at");
        }
        else if (write.Existing is not null || input["updated_at"] is null)
        {
            input["updated_at"] = now;
        }
    }
}

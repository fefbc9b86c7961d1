using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Declarative;

/// <summary>Makes the flattened report of an entity with problems.</summary>
internal static class FlattenedErrors
{
    public static FlattenedError Of(DeclaredEntity entity, EntityValidator validator) => new()
    {
        EntityType = entity.Type.Singular,
        EntityId = Text(entity, "id"),
        EntityName = Text(entity, "name") ?? Text(entity, "username"),
        EntityTags = entity.Written["tags"] is JsonArray tags
            ? [.. tags.OfType<JsonValue>().Select(t => JsonScalars.TryString(t, out var tag) ? tag : t.ToJsonString())]
            : [],
        Entity = Secrets.Masked(validator.SchemaOf(entity.Type, Text(entity, "name")), EntityCollector.OwnFields(entity)),
        Errors = [.. entity.Errors.Select(e => (Field(e.Path.RelativeTo(entity.Path)), e.Message))],
    };

    private static string? Text(DeclaredEntity entity, string field) =>
        entity.Written[field] is { } node && JsonScalars.TryString(node, out var text) ? text : null;

    private static string? Field(FieldPath path)
    {
        var steps = path.Steps();
        return steps is [{ Name: FieldPath.Entity }]
            ? null
            : string.Join('.', steps.Where(s => s.Name != FieldPath.Entity)
                .Select(s => s.Name ?? (s.Index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }
}

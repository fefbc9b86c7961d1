using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Declarative;

/// <summary>Makes the flattened report of an entity with problems.</summary>
internal static class FlattenedErrors
{
    public static FlattenedError Of(DeclaredEntity entity) => new()
    {
        EntityType = entity.Type.Singular,
        EntityId = entity.Text("id"),
        EntityName = entity.Text("name") ?? entity.Text("username"),
        EntityTags = entity.Fields["tags"] is JsonArray tags
            ? [.. tags.OfType<JsonValue>().Select(t => JsonScalars.TryString(t, out var tag) ? tag : t.ToJsonString())]
            : [],
        Entity = Secrets.Masked(entity.Type.Schema, (JsonObject)JsonCopy.Resolved(entity.Fields)!),
        Errors = [.. entity.Errors.Select(e => (Field(e.Path.RelativeTo(entity.Path)), e.Message))],
    };

    private static string? Field(FieldPath path)
    {
        var steps = path.Steps();
        return steps is [{ Name: FieldPath.Entity }]
            ? null
            : string.Join('.', steps.Where(s => s.Name != FieldPath.Entity)
                .Select(s => s.Name ?? (s.Index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }
}

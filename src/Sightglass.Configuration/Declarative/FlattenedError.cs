using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;

namespace Sightglass.Configuration.Declarative;

/// <summary>All problems of one entity, with what is needed to find where it came from.</summary>
public sealed record FlattenedError
{
    /// <summary>The type in the singular, for example <c>route</c>.</summary>
    public required string EntityType { get; init; }
    public string? EntityId { get; init; }
    public string? EntityName { get; init; }
    public ImmutableArray<string> EntityTags { get; init; } = [];

    /// <summary>The entity as it was written, without its children and with secrets masked.</summary>
    public required JsonObject Entity { get; init; }

    /// <summary>The problems: a field's dotted path, or null when it is about the whole entity.</summary>
    public required ImmutableArray<(string? Field, string Message)> Errors { get; init; }

    /// <summary>The entry of <c>flattened_errors</c>.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["entity_type"] = EntityType };
        if (EntityId is not null)
        {
            json["entity_id"] = EntityId;
        }

        if (EntityName is not null)
        {
            json["entity_name"] = EntityName;
        }

        if (!EntityTags.IsEmpty)
        {
            json["entity_tags"] = new JsonArray([.. EntityTags.Select(t => (JsonNode)t)]);
        }

        json["entity"] = JsonCopy.Of(Entity);
        json["errors"] = new JsonArray([.. Errors.Select(e => (JsonNode)(e.Field is null
            ? new JsonObject { ["type"] = "entity", ["message"] = e.Message }
            : new JsonObject { ["type"] = "field", ["field"] = e.Field, ["message"] = e.Message }))]);
        return json;
    }
}

using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Store;

namespace Sightglass.Configuration.Declarative;

/// <summary>
/// Files as decK writes them: notes for the tool (<c>_info</c>, <c>_konnect</c>, <c>_workspace</c>) beside the entities, and
/// <c>_info.select_tags</c>, by which several files share one gateway: a file has the entities that carry all of these tags, and no others.
/// </summary>
public static class SharedFile
{
    private static readonly string[] Notes = ["_info", "_konnect", "_workspace"];

    /// <summary>Takes the notes out of a file and gives its entities the tags they are selected by.</summary>
    /// <param name="content">The file's top level; it is changed.</param>
    /// <param name="errors">Gets what is wrong with the notes.</param>
    /// <returns>The tags; empty when the file has everything there is.</returns>
    public static ImmutableArray<string> Take(JsonObject content, ICollection<LoadError> errors)
    {
        var info = content["_info"];
        foreach (var note in Notes)
        {
            content.Remove(note);
        }

        if (info is null)
        {
            return [];
        }

        if (info is not JsonObject record || record["select_tags"] is not (null or JsonArray))
        {
            errors.Add(new LoadError("_info", "expected a map, with select_tags a list of tags"));
            return [];
        }

        if (record["defaults"] is JsonObject { Count: > 0 })
        {
            errors.Add(new LoadError("_info.defaults", "defaults for entities are not known here: write them into the entities"));
        }

        var tags = (record["select_tags"] as JsonArray ?? []).Select(t => t is not null && JsonScalars.TryString(t, out var tag) ? tag : null).ToArray();
        if (tags.Any(t => t is null))
        {
            errors.Add(new LoadError("_info.select_tags", "expected a list of tags"));
            return [];
        }

        var collector = new EntityCollector([]);
        collector.Collect(content);
        foreach (var entity in collector.Entities)
        {
            AddTags(entity.Written, tags!);
        }

        return [.. tags!];
    }

    /// <summary>The file's entities together with those in force that other files have.</summary>
    public static JsonObject Joined(JsonObject content, EntitySet current, ImmutableArray<string> tags)
    {
        var others = current.ToDeclarative();
        var joined = (JsonObject)content.DeepClone();
        foreach (var type in EntityTypes.All)
        {
            var kept = (others[type.Name] as JsonArray ?? []).OfType<JsonObject>()
                .Where(e => !tags.All(tag => e["tags"] is JsonArray list && list.Any(t => t?.GetValue<string>() == tag)))
                .Select(e => e.DeepClone()).ToArray();
            if (kept.Length > 0)
            {
                var list = joined[type.Name] as JsonArray ?? [];
                joined[type.Name] = new JsonArray([.. list.Select(e => e?.DeepClone()), .. kept]);
            }
        }

        return joined;
    }

    private static void AddTags(JsonObject entity, IEnumerable<string> tags)
    {
        if (entity["tags"] is not (null or JsonArray))
        {
            return;
        }

        var list = entity["tags"] as JsonArray;
        if (list is null)
        {
            entity["tags"] = list = [];
        }

        foreach (var tag in tags.Where(tag => !list.Any(t => t is not null && JsonScalars.TryString(t, out var given) && given == tag)))
        {
            list.Add(tag);
        }
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Hashing;
using Sightglass.Configuration.Json;

namespace Sightglass.Configuration.Declarative;

/// <summary>
/// Ids of entities that were written without one: the same text gives the same ids on every node and at every load, so that what
/// hangs off ids (health, counters, connections) survives a reload.
/// </summary>
internal sealed class DeclaredIdentity
{
    private static readonly Guid Root = new("fd02801f-0957-4a15-a55a-c8d9606f30b5");
    private static readonly Dictionary<string, Guid> Spaces =
        EntityTypes.All.ToDictionary(t => t.Name, t => FormatHashes.UuidV5(Root, t.Name));

    private readonly Dictionary<(string Type, string Content), int> _alike = [];

    /// <summary>The id of an entity whose references are settled.</summary>
    public Guid Of(DeclaredEntity entity) => FormatHashes.UuidV5(Spaces[entity.Type.Name], Key(entity));

    /// <summary>The id for a type and key, for those who need to know it beforehand.</summary>
    public static Guid Of(EntityType type, string key) => FormatHashes.UuidV5(Spaces[type.Name], key);

    private string Key(DeclaredEntity entity)
    {
        var type = entity.Type;
        if (type.PathKey is { } field && entity.Text(field) is { } key)
        {
            // A key that is unique below its parent only is told apart by the parent.
            return type.PathKeyIsGlobal ? key : key + ":" + Reference(entity, type.ForeignKeys[0].Field);
        }

        if (type == EntityTypes.Plugins && entity.Text("name") is { } name)
        {
            return $"plugins:*:{name}:{Reference(entity, "route")}:{Reference(entity, "service")}:{Reference(entity, "consumer")}";
        }

        // Nothing names it, so its content does, counted when several are alike.
        var content = Encoding.UTF8.GetString(CanonicalJson.Of(JsonCopy.Resolved(entity.Fields)).Span);
        var count = _alike[(type.Name, content)] = _alike.GetValueOrDefault((type.Name, content)) + 1;
        return $"{content}#{count}";
    }

    private static string Reference(DeclaredEntity entity, string field) =>
        entity.Fields[field] is JsonObject reference && reference["id"] is { } id && JsonScalars.TryString(id, out var text) ? text : "";
}

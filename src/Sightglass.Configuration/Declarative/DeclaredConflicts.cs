using System.Globalization;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Declarative;

/// <summary>
/// The <c>fields</c> of an answer that is about entities which are valid and do not go together. They are by type alone: a duplicate by its
/// position in the list it is written in, what refers to nothing by its name, or by its id or position when it has none.
/// </summary>
internal static class DeclaredConflicts
{
    public static JsonObject Tree(IEnumerable<DeclaredEntity> entities)
    {
        var tree = new JsonObject();
        foreach (var type in entities.Where(e => e.Errors.Count > 0).GroupBy(e => e.Type.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            tree[type.Key] = Section(type);
        }

        return tree;
    }

    /// <summary>Whether it is told by name.</summary>
    public static bool IsNamed(DeclaredEntity entity) =>
        entity.Errors.Any(e => e.Conflict == ConflictKind.MissingReference) && Name(entity) is not null;

    private static JsonNode Section(IEnumerable<DeclaredEntity> entities)
    {
        var byName = new JsonObject();
        var byPosition = new SortedDictionary<int, JsonNode>();
        foreach (var entity in entities)
        {
            var missing = entity.Errors.Where(e => e.Conflict == ConflictKind.MissingReference).Select(e => (JsonNode)e.Message).ToArray();
            JsonNode said = missing.Length > 0 ? new JsonArray(missing) : JsonValue.Create(entity.Errors[0].Message);
            if (missing.Length > 0 && Name(entity) is { } name)
            {
                byName[name] = said;
            }
            else
            {
                byPosition[entity.Path.Index] = said;
            }
        }

        if (byName.Count == 0)
        {
            return new JsonArray([.. Enumerable.Range(0, byPosition.Keys.Max() + 1).Select(position => byPosition.GetValueOrDefault(position))]);
        }

        foreach (var (position, said) in byPosition)
        {
            byName[(position + 1).ToString(CultureInfo.InvariantCulture)] = said;
        }

        return byName;
    }

    private static string? Name(DeclaredEntity entity) =>
        (entity.Type.PathKey is { } key && entity.Type.PathKeyIsGlobal ? entity.Text(key) : null) ?? Written(entity.Written["id"]);

    private static string? Written(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Json;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Declarative;

/// <summary>Makes the flattened report of an entity with problems.</summary>
internal static class FlattenedErrors
{
    /// <summary>One report for each entity with problems: the last type first, in it the last entity, children before their parents.</summary>
    public static ImmutableArray<FlattenedError> Of(IEnumerable<DeclaredEntity> entities, EntityValidator validator) =>
    [
        .. entities.Where(entity => entity.Errors.Count > 0).OrderBy(entity => entity.Path, Comparer<FieldPath>.Create(Compare)).Select(entity => Of(entity, validator)),
    ];

    private static FlattenedError Of(DeclaredEntity entity, EntityValidator validator) => new()
    {
        EntityType = entity.Type.Name.EndsWith('s') ? entity.Type.Name[..^1] : entity.Type.Name,
        EntityId = Text(entity, "id") is { } id && Guid.TryParseExact(id, "D", out _) ? id : null,
        EntityName = Text(entity, "name") is { Length: > 0 } name ? name : null,
        EntityTags = Tags(entity.Written["tags"]),
        Entity = Secrets.Masked(validator.SchemaOf(entity.Type, Text(entity, "name")), WithParent(entity)),
        Errors =
        [
            .. entity.Errors.Select(e => (Path: OfMap(e.Path.RelativeTo(entity.Path).Steps()), e.Message))
                .OrderBy(e => e.Path, Comparer<IReadOnlyList<FieldPath>>.Create(Compare))
                .Select(e => (Field(e.Path), e.Message)),
        ],
    };

    /// <summary>What was written, and the parent it is nested in when that was written with an id.</summary>
    private static JsonObject WithParent(DeclaredEntity entity)
    {
        var fields = EntityCollector.OwnFields(entity);
        if (entity.Parent is { } parent && !fields.ContainsKey(parent.Key.Field)
            && Text(parent.Entity, "id") is { } id && Guid.TryParseExact(id, "D", out _))
        {
            fields[parent.Key.Field] = new JsonObject { ["id"] = id };
        }

        return fields;
    }

    private static ImmutableArray<string> Tags(JsonNode? node)
    {
        if (node is not JsonArray list)
        {
            return [];
        }

        var tags = ImmutableArray.CreateBuilder<string>();
        foreach (var item in list)
        {
            if (item is null || !JsonScalars.TryString(item, out var tag))
            {
                return [];
            }

            tags.Add(tag);
        }

        return tags.ToImmutable();
    }

    private static string? Text(DeclaredEntity entity, string field) =>
        entity.Written[field] is { } node && JsonScalars.TryString(node, out var text) ? text : null;

    private static IReadOnlyList<FieldPath> OfMap(IReadOnlyList<FieldPath> steps) => steps.Any(s => s.IsKey) ? [.. steps.TakeWhile(s => !s.IsKey)] : steps;

    private static string? Field(IReadOnlyList<FieldPath> steps) => steps[^1].Name == FieldPath.Entity
        ? null
        : string.Join('.', steps.Select(s => s.Name ?? (s.Index + 1).ToString(CultureInfo.InvariantCulture)));

    private static int Compare(FieldPath a, FieldPath b) => Compare(a.Steps(), b.Steps());

    /// <summary>Names and positions from the last to the first, what lies deeper before what holds it.</summary>
    private static int Compare(IReadOnlyList<FieldPath> a, IReadOnlyList<FieldPath> b)
    {
        for (var i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            var order = a[i].Name is { } first && b[i].Name is { } second ? string.CompareOrdinal(second, first) : b[i].Index.CompareTo(a[i].Index);
            if (order != 0)
            {
                return order;
            }
        }

        return b.Count.CompareTo(a.Count);
    }
}

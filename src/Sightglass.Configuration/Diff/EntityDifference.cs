using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;

namespace Sightglass.Configuration.Diff;

/// <summary>One entity that differs.</summary>
/// <param name="Kind">What happened to it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Id">Its id.</param>
/// <param name="Label">What people call it: name, username, key of its type that is no secret, or id.</param>
/// <param name="Changes">The fields that differ; for a created entity all that have a value, for a deleted one those it had.</param>
public sealed record EntityDifference(
    DifferenceKind Kind, EntityType Type, Guid Id, string Label, ImmutableArray<FieldChange> Changes)
{
    /// <summary>The difference for machines: <c>{kind, type, id, name, changes: [{path, before, after}]}</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["kind"] = KindText,
        ["type"] = Type.Name,
        ["id"] = Id.ToString(),
        ["name"] = Label,
        ["changes"] = new JsonArray([.. Changes.Select(c => (JsonNode)new JsonObject
        {
            ["path"] = c.Path, ["before"] = c.Before?.DeepClone(), ["after"] = c.After?.DeepClone(),
        })]),
    };

    internal string KindText => Kind switch
    {
        DifferenceKind.Created => "created",
        DifferenceKind.Updated => "updated",
        _ => "deleted",
    };
}

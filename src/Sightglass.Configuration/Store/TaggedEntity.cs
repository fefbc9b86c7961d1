using System.Text.Json.Nodes;

namespace Sightglass.Configuration.Store;

/// <summary>A tag of an entity.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="EntityName">The entity's type, for example <c>services</c>.</param>
/// <param name="EntityId">The entity.</param>
public sealed record TaggedEntity(string Tag, string EntityName, Guid EntityId)
{
    /// <summary>The item of <c>/tags</c>.</summary>
    public JsonObject ToJson() => new() { ["entity_name"] = EntityName, ["entity_id"] = EntityId.ToString(), ["tag"] = Tag };

    internal int CompareTo(TaggedEntity other)
    {
        var byTag = string.CompareOrdinal(Tag, other.Tag);
        var byName = byTag != 0 ? byTag : string.CompareOrdinal(EntityName, other.EntityName);
        return byName != 0 ? byName : EntityId.CompareTo(other.EntityId);
    }
}

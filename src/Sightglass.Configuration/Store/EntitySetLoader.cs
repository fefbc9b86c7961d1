using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Store;

/// <summary>Puts a set together from many entities at once. Each is checked against those before it; what it refers to has to come first.</summary>
internal sealed class EntitySetLoader
{
    private readonly Dictionary<string, EntityTableLoader> _tables = EntityTypes.All.ToDictionary(type => type.Name, type => new EntityTableLoader(type));

    /// <summary>Adds an entity that was validated.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="conflict">The unique values that another has; null when it is the id.</param>
    /// <returns>False when there is a conflict.</returns>
    public bool TryAdd(Entity entity, out JsonObject? conflict) => _tables[entity.Type.Name].TryAdd(entity, out conflict);

    public EntitySet ToSet(EntityValidator validator) => EntitySet.Of(validator, _tables.Values.Select(table => table.ToTable()));
}

using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Json;

namespace Sightglass.Configuration.Store;

/// <summary>Turns references written by a unique key, such as <c>{"name": "x"}</c>, into references by id.</summary>
internal static class ForeignNames
{
    public static EntityError? Resolve(EntitySet set, EntityType type, JsonObject body)
    {
        foreach (var key in type.ForeignKeys.Where(k => !k.Many))
        {
            if (body[key.Field] is not JsonObject { Count: 1 } reference || reference.ContainsKey("id"))
            {
                continue;
            }

            var (name, value) = reference.First();
            var target = EntityTypes.ByName(key.Reference)!;
            if (value is null || !JsonScalars.TryString(value, out var text)
                || !target.UniqueKeys.Any(u => u.Fields.Length == 1 && u.Fields[0] == name))
            {
                continue;
            }

            if (set.ByUnique(target, name, text) is not { } found)
            {
                return EntityErrors.ForeignKeyUnresolved(key, name, reference);
            }

            body[key.Field] = new JsonObject { ["id"] = found.Id.ToString() };
        }

        return null;
    }
}

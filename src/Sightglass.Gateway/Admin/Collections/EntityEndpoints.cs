using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Admin.Dispatch;
using Sightglass.Gateway.Admin.Store;

namespace Sightglass.Gateway.Admin.Collections;

/// <summary>The endpoints of every entity type, made from the types and their references.</summary>
internal static class EntityEndpoints
{
    public static void Add(EndpointTable table, EntityStore store)
    {
        foreach (var type in EntityTypes.All)
        {
            // Targets are addressed below their upstream only: their key is not unique by itself.
            if (type != EntityTypes.Targets)
            {
                AddCollection(table, $"/{type.AdminPath}", type, new EntityCollection(store, type));
                foreach (var key in type.ForeignKeys.Where(k => !k.Many && type != EntityTypes.Snis))
                {
                    AddReferred(table, $"/{type.AdminPath}/{{{type.Name}}}/{key.Field}", new ReferredEntity(store, type, key));
                }
            }

            foreach (var (child, key) in EntityTypes.ReferringTo(type).Where(r => !r.Key.Many))
            {
                var collection = new EntityCollection(store, child, type, key, newestFirst: child == EntityTypes.Targets);
                AddCollection(table, $"/{type.AdminPath}/{{{type.Name}}}/{child.NestedPath}", child, collection);
            }
        }

        // Deleted targets leave no history here, so all are those there are.
        var targets = EntityTypes.Targets;
        var (upstreams, upstreamKey) = (EntityTypes.Upstreams, targets.ForeignKeys[0]);
        table.Add("GET", "/upstreams/{upstreams}/targets/all", new EntityCollection(store, targets, upstreams, upstreamKey).ListAsync);
    }

    private static void AddCollection(EndpointTable table, string path, EntityType type, EntityCollection collection)
    {
        table.Add("GET", path, collection.ListAsync);
        table.Add("POST", path, collection.CreateAsync);
        var one = $"{path}/{{{type.Name}}}";
        table.Add("GET", one, collection.GetAsync);

        // A target is never made by its path: there PUT changes what is named, as PATCH does.
        table.Add("PUT", one, type == EntityTypes.Targets ? collection.PatchAsync : collection.PutAsync);
        table.Add("PATCH", one, collection.PatchAsync);
        table.Add("DELETE", one, collection.DeleteAsync);
    }

    private static void AddReferred(EndpointTable table, string path, ReferredEntity referred)
    {
        table.Add("GET", path, referred.GetAsync);
        table.Add("PUT", path, referred.PutAsync);
        table.Add("PATCH", path, referred.PatchAsync);
        table.Add("DELETE", path, referred.DeleteAsync);
    }
}

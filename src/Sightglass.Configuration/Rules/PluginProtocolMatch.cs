using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Rules;

/// <summary>A plugin that is written for a route, or a service, must run for one of its protocols: otherwise it never would.</summary>
internal static class PluginProtocolMatch
{
    /// <summary>What is wrong; null when nothing is. Routes that change later are not looked at.</summary>
    /// <param name="entities">The entities there are.</param>
    /// <param name="plugin">The plugin as it would be.</param>
    /// <param name="written">What was written: a change of anything else asks nothing.</param>
    public static FieldError? Problem(EntitySet entities, JsonObject plugin, JsonObject written)
    {
        if (!written.ContainsKey("protocols") && !written.ContainsKey("route") && !written.ContainsKey("service"))
        {
            return null;
        }

        var protocols = plugin.Texts("protocols").ToArray();
        if (Reference(plugin, "route") is { } routeId)
        {
            return entities.Get(EntityTypes.Routes, routeId) is { } route && !Meet(route)
                ? new FieldError(FieldPath.Root.Field("protocols"), "must match the associated route's protocols")
                : null;
        }

        if (Reference(plugin, "service") is not { } serviceId)
        {
            return null;
        }

        var routes = entities.Children(EntityTypes.Routes, new ParentScope("service", serviceId)).ToArray();
        return routes.Length > 0 && !routes.Any(Meet)
            ? new FieldError(FieldPath.Root.Field("protocols"), "must match the protocols of at least one route pointing to this Plugin's service")
            : null;

        bool Meet(Entity route) => route.Fields.Texts("protocols").Intersect(protocols).Any();
    }

    private static Guid? Reference(JsonObject plugin, string field) =>
        plugin[field] is JsonObject reference ? Guid.Parse(reference["id"]!.GetValue<string>()) : null;
}

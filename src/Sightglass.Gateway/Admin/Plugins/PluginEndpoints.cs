using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Admin.Dispatch;
using Sightglass.Gateway.Admin.Store;
using Sightglass.Gateway.Node;
using Sightglass.PluginSdk;
using Sightglass.PluginSdk.Admin;

namespace Sightglass.Gateway.Admin.Plugins;

/// <summary>The endpoints that plugins bring along.</summary>
internal static class PluginEndpoints
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <exception cref="NodeStartException">A plugin's endpoint cannot be added.</exception>
    public static void Add(EndpointTable table, ImmutableArray<Plugin> plugins, EntityStore store, TimeProvider time)
    {
        foreach (var plugin in plugins)
        {
            foreach (var endpoint in plugin.AdminEndpoints)
            {
                if (Problem(table, endpoint) is { } problem)
                {
                    throw new NodeStartException($"plugin '{plugin.Name}': {endpoint.Method} {endpoint.Pattern}: {problem}");
                }

                table.Add(endpoint.Method, endpoint.Pattern, async (request, cancellationToken) =>
                {
                    var answer = await endpoint.Answer(
                        new PluginEndpointRequest { Arguments = request.Arguments, Instances = Instances(store, plugin.Name), Time = time },
                        cancellationToken);
                    return new AdminAnswer(answer.Status, answer.Body);
                });
            }
        }
    }

    private static string? Problem(EndpointTable table, PluginEndpoint endpoint)
    {
        if (!Methods.Contains(endpoint.Method))
        {
            return $"the method must be one of {string.Join(", ", Methods)}";
        }

        if (endpoint.Pattern is not ['/', _, ..])
        {
            return "the path must begin with / and a name";
        }

        return table.Endpoints.Any(known => known.Pattern == endpoint.Pattern && known.Find(endpoint.Method) is not null)
            ? "another endpoint has this path"
            : null;
    }

    private static ImmutableArray<PluginInstance> Instances(EntityStore store, string name) =>
        [.. store.Current.All(EntityTypes.Plugins).Where(entity => Text(entity, "name") == name).Select(Instance)];

    private static PluginInstance Instance(Entity entity) => new(
        entity.Id, Text(entity, "name")!, (JsonObject)entity.Fields["config"]!, Id(entity, "service"), Id(entity, "route"), Id(entity, "consumer"));

    private static Guid? Id(Entity entity, string field) => entity.Fields[field] is JsonObject reference ? Guid.Parse(reference["id"]!.GetValue<string>()) : null;

    private static string? Text(Entity entity, string field) => entity.Fields[field]?.GetValue<string>();
}

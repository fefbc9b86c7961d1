using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Admin.Dispatch;

namespace Sightglass.Gateway.Admin.Info;

/// <summary><c>/</c>, <c>/status</c>, <c>/endpoints</c>, <c>/plugins/enabled</c>: what the node is and how it does.</summary>
internal static class InfoEndpoints
{
    public static void Add(EndpointTable table, AdminServices services)
    {
        table.Add("GET", "/", (_, _) => Task.FromResult(AdminAnswer.Ok(Node(services))));
        table.Add("GET", "/status", (request, _) => Task.FromResult(NodeStatus.Answer(request, services)));
        table.Add("GET", "/endpoints", (_, _) => Task.FromResult(AdminAnswer.Ok(new JsonObject
        {
            ["data"] = new JsonArray([.. table.Endpoints.Select(endpoint => (JsonNode)endpoint.Pattern)]),
        })));
        table.Add("GET", "/plugins/enabled", (_, _) => Task.FromResult(AdminAnswer.Ok(new JsonObject
        {
            ["enabled_plugins"] = new JsonArray([.. services.Node.Plugins.Select(p => p.Name).Order(StringComparer.Ordinal).Select(n => (JsonNode)n)]),
        })));
    }

    private static JsonObject Node(AdminServices services)
    {
        var node = services.Node;
        var settings = new JsonObject(node.Settings.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)s.Value)));

        // Tools decide by this whether they write entities or whole configurations.
        settings["database"] = services.Store.AcceptsWrites ? "file" : "off";
        return new JsonObject
        {
            ["version"] = node.Version,
            ["product_version"] = node.ProductVersion,
            ["tagline"] = "Welcome to Sightglass",
            ["hostname"] = node.Hostname,
            ["node_id"] = node.NodeId.ToString(),
            ["plugins"] = new JsonObject
            {
                ["available_on_server"] = new JsonObject(node.Plugins.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p =>
                    KeyValuePair.Create(p.Name, (JsonNode?)new JsonObject { ["version"] = p.Version, ["priority"] = p.Priority }))),
                ["enabled_in_cluster"] = new JsonArray([.. services.Store.Current.All(EntityTypes.Plugins)
                    .Select(p => p.Fields["name"]!.GetValue<string>())
                    .Distinct()
                    .Order(StringComparer.Ordinal)
                    .Select(n => (JsonNode)n)]),
            },
            ["configuration"] = settings,
            ["pids"] = new JsonObject { ["master"] = Environment.ProcessId },
        };
    }
}

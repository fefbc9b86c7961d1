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
        table.Add("GET", "/timers", (_, _) => Task.FromResult(AdminAnswer.Ok(new JsonObject
        {
            ["worker"] = new JsonObject { ["id"] = 0, ["count"] = 1 },
            ["stats"] = new JsonObject { ["sys"] = Timers() },
        })));
        table.Add("GET", "/status/dns", (_, _) => Task.FromResult(AdminAnswer.Message(501, "not implemented with the legacy DNS client")));
        table.Add("GET", "/endpoints", (_, _) => Task.FromResult(AdminAnswer.Ok(new JsonObject
        {
            ["data"] = new JsonArray([.. table.Endpoints.Select(endpoint => endpoint.Pattern).OrderBy(BySegment, StringComparer.Ordinal).Select(pattern => (JsonNode)pattern)]),
        })));
        table.Add("GET", "/plugins/enabled", (_, _) => Task.FromResult(AdminAnswer.Ok(new JsonObject
        {
            ["enabled_plugins"] = new JsonArray([.. services.Node.Plugins.Select(p => p.Name).Order(StringComparer.Ordinal).Select(n => (JsonNode)n)]),
        })));
    }

    // A path stands right before those below it.
    private static string BySegment(string pattern) => pattern.Replace('/', '\0');

    private static JsonObject Timers() => new()
    {
        ["running"] = Busy(),
        ["pending"] = Timer.ActiveCount,
    };

    private static int Busy()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return most - free;
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
            ["edition"] = "community",
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
            ["lua_version"] = "Lua 5.4",
            ["timers"] = Timers(),
            ["configuration"] = settings,
            ["pids"] = new JsonObject { ["master"] = Environment.ProcessId, ["workers"] = new JsonArray(Environment.ProcessId) },
        };
    }
}

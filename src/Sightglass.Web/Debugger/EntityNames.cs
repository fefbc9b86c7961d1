using Sightglass.Configuration.Entities;
using Sightglass.ControlPlane.Nodes;

namespace Sightglass.Web.Debugger;

/// <summary>Names of the entities and nodes that sessions and traces know by id.</summary>
public sealed class EntityNames
{
    private readonly Dictionary<string, string> _routes = [];
    private readonly Dictionary<string, string> _services = [];
    private readonly Dictionary<string, string> _nodes = [];
    private readonly Dictionary<string, PluginConfig> _plugins = [];

    public EntityNames(GatewayConfiguration configuration, IEnumerable<Node> nodes)
    {
        foreach (var route in configuration.Routes)
        {
            _routes[route.Id.ToString()] = route.Name ?? Short(route.Id.ToString());
        }

        foreach (var service in configuration.Services)
        {
            _services[service.Id.ToString()] = service.Name ?? service.Host;
        }

        foreach (var plugin in configuration.Plugins)
        {
            _plugins[plugin.Id.ToString()] = plugin;
        }

        foreach (var node in nodes)
        {
            _nodes[node.Id.ToString()] = node.Hostname;
        }
    }

    public string? Route(string? id) => Name(_routes, id);

    public string? Service(string? id) => Name(_services, id);

    public string? Node(string? id) => Name(_nodes, id);

    public PluginConfig? Plugin(string? id) => id is null ? null : _plugins.GetValueOrDefault(id);

    /// <summary>The start of an id, enough to tell few apart.</summary>
    public static string Short(string id) => id.Length > 8 ? id[..8] : id;

    private static string? Name(Dictionary<string, string> names, string? id) =>
        id is null ? null : names.GetValueOrDefault(id) ?? Short(id);
}

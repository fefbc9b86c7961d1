using Sightglass.Gateway.Admin.Collections;
using Sightglass.Gateway.Admin.Declarative;
using Sightglass.Gateway.Admin.Dispatch;
using Sightglass.Gateway.Admin.Info;
using Sightglass.Gateway.Admin.Logging;
using Sightglass.Gateway.Admin.Peers;
using Sightglass.Gateway.Admin.Plugins;
using Sightglass.Gateway.Admin.Schemas;
using Sightglass.Gateway.Admin.Tags;
using Sightglass.PluginSdk.Metrics;

namespace Sightglass.Gateway.Admin;

/// <summary>All endpoints of the Admin API.</summary>
internal static class AdminEndpoints
{
    public static EndpointTable Create(AdminServices services)
    {
        var table = new EndpointTable();
        EntityEndpoints.Add(table, services.Store);
        InfoEndpoints.Add(table, services);
        SchemaEndpoints.Add(table, services.Store);
        TagEndpoints.Add(table, services.Store);
        ConfigEndpoints.Add(table, services.Store, services.Target);
        if (services.Health is { } health)
        {
            HealthEndpoints.Add(table, services.Store, health, services.Node.NodeId);
        }

        if (services.Metrics is { } metrics)
        {
            table.Add("GET", "/metrics", (_, _) => Task.FromResult(new AdminAnswer(200) { Text = metrics(), TextType = MetricsWriter.ContentType }));
        }

        if (services.LogLevels is { } levels)
        {
            LogLevelEndpoints.Add(table, levels, services.Store, services.Logger);
        }

        PluginEndpoints.Add(table, services.Plugins, services.Store, services.Time);
        return table;
    }
}

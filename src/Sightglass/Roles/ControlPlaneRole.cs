using Sightglass.Configuration.Schema;
using Sightglass.ControlPlane.Hosting;
using Sightglass.Plugins;
using Sightglass.Web.Hosting;

namespace Sightglass.Roles;

/// <summary>A control plane with its web interface, on one port.</summary>
internal static class ControlPlaneRole
{
    /// <exception cref="ControlPlaneStartException">It cannot start.</exception>
    public static Task<ControlPlaneHost> StartAsync(ControlPlaneOptions options, CancellationToken cancellationToken)
    {
        var complete = options with { Plugins = new PluginSchemas(BundledPlugins.All.Select(plugin => plugin.ToSchema())) };
        return ControlPlaneHost.StartAsync(
            complete,
            builder =>
            {
                builder.Logging.SetMinimumLevel(LogLevel.Warning);
                builder.Services.AddSightglassWeb();
            },
            app => app.MapSightglassWeb(),
            cancellationToken);
    }
}

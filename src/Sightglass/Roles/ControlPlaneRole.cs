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

                // The keys of cookies are in the data directory, which only its owner may enter.
                builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
                builder.Services.AddSightglassWeb();
            },
            app => app.MapSightglassWeb(),
            cancellationToken);
    }
}

using System.Collections.Immutable;
using Sightglass.Configuration.Schema;
using Sightglass.ControlPlane.Hosting;
using Sightglass.PluginSdk.Loading;
using Sightglass.Web.Hosting;

namespace Sightglass.Roles;

/// <summary>A control plane with its web interface, on one port.</summary>
internal static class ControlPlaneRole
{
    /// <param name="options">What it is told.</param>
    /// <param name="libraries">Assemblies of plugins that do not come with it.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="ControlPlaneStartException">It cannot start.</exception>
    public static Task<ControlPlaneHost> StartAsync(ControlPlaneOptions options, ImmutableArray<string> libraries, CancellationToken cancellationToken)
    {
        var complete = options with { Plugins = Schemas(libraries) };
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

    private static PluginSchemas Schemas(ImmutableArray<string> libraries)
    {
        try
        {
            return KnownPlugins.Schemas(libraries);
        }
        catch (PluginLibraryException e)
        {
            throw new ControlPlaneStartException($"plugin_libraries: {e.Message}", e);
        }
    }
}

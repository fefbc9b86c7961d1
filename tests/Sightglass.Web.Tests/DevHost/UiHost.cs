using Microsoft.AspNetCore.DataProtection;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Entities;
using Sightglass.ControlPlane.Identity;
using Sightglass.Web.Hosting;

namespace Sightglass.Web.Tests.DevHost;

/// <summary>The UI on a port of its own, over fake services.</summary>
internal sealed class UiHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private UiHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IServiceProvider Services => _app.Services;

    /// <param name="world">The services.</param>
    /// <param name="port">0 for any that is free.</param>
    public static async Task<UiHost> StartAsync(FakeWorld world, int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddRoutingCore();
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(world.Time);
        builder.Services.AddSingleton<IAccess>(world.Access);
        builder.Services.AddSingleton<IControlPlanes>(world.Planes);
        builder.Services.AddSingleton<ICoreEntities>(world.Planes);
        builder.Services.AddSingleton<IDebugSessions>(world.Sessions);
        builder.Services.AddSightglassWeb();
        builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());

        var app = builder.Build();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapSightglassWeb();
        await app.StartAsync();
        return new UiHost(app);
    }

    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

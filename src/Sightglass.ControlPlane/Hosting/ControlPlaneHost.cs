using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Storage;

namespace Sightglass.ControlPlane.Hosting;

/// <summary>A control plane as a server of its own.</summary>
public sealed class ControlPlaneHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ControlPlaneHost(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public ControlPlaneAddresses Addresses => _app.Services.GetRequiredService<ControlPlaneAddresses>();

    /// <summary>What may be done without signing in.</summary>
    public ControlPlaneSetup Setup => _app.Services.GetRequiredService<ControlPlaneSetup>();

    public IServiceProvider Services => _app.Services;

    /// <summary>The login made at the first run, the first time this is called; null otherwise.</summary>
    public FirstLogin? TakeFirstLogin() => _app.Services.GetRequiredService<FirstLoginHolder>().Take();

    /// <summary>Starts it.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="configure">Adds to the services, for example the web interface; may be null.</param>
    /// <param name="map">Adds to the request path after the API; may be null.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="ControlPlaneStartException">It cannot start; the message says why and what to do.</exception>
    public static async Task<ControlPlaneHost> StartAsync(
        ControlPlaneOptions options, Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddControlPlane(options);
        configure?.Invoke(builder);
        var app = builder.Build();
        try
        {
            app.UseControlPlane();
            app.MapControlPlaneApi();
            map?.Invoke(app);
            await app.StartAsync(cancellationToken);
            return new ControlPlaneHost(app);
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            throw new ControlPlaneStartException($"{options.ApiAddress}:{options.ApiPort} cannot be opened: {e.Message} Choose another port with api_port.", e);
        }
        catch (Exception e) when (e is StorageException or Encryption.KeyUnavailableException or System.Security.Cryptography.CryptographicException)
        {
            await app.DisposeAsync();
            throw new ControlPlaneStartException(e.Message, e);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until something stops it, for example Ctrl-C.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) =>
        Microsoft.Extensions.Hosting.HostingAbstractionsHostExtensions.WaitForShutdownAsync(_app, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

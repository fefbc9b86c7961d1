using System.Collections.Immutable;
using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Tls;

namespace Sightglass.Gateway.Admin;

/// <summary>The Admin API's listeners.</summary>
internal sealed class AdminServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping;

    private AdminServer(WebApplication app, CancellationTokenSource stopping) => (_app, _stopping) = (app, stopping);

    /// <summary>Where it listens; ports that were 0 have their number.</summary>
    public ImmutableArray<IPEndPoint> Addresses { get; private set; } = [];

    /// <summary>Starts it; null when no address is given.</summary>
    /// <exception cref="IOException">An address cannot be bound.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A certificate cannot be used.</exception>
    public static async Task<AdminServer?> StartAsync(AdminServerOptions options, AdminServices services, CancellationToken cancellationToken)
    {
        if (options.Listeners.IsEmpty)
        {
            return null;
        }

        var certificate = options.Listeners.Any(l => l.Ssl)
            ? ListenerCertificate.Load("admin_ssl_cert", options.Certificates, services.Time)
            : null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodySize;
            kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
            foreach (var listener in options.Listeners)
            {
                kestrel.Listen(new IPEndPoint(listener.Address, listener.Port), listen => Configure(listen, listener, certificate, options.TlsVersions, services.Time));
            }
        });
        var stopping = new CancellationTokenSource();
        var app = builder.Build();
        var application = new AdminApplication(AdminEndpoints.Create(services), services, options, stopping.Token);
        app.Run(application.HandleAsync);
        var server = new AdminServer(app, stopping);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        server.Addresses = [.. app.Urls.Select(url => new Uri(url)).Select(uri => new IPEndPoint(IPAddress.Parse(uri.Host), uri.Port))];
        server.Announce(options, services);
        return server;
    }

    /// <summary>Lets writes in progress finish or give up, then closes the listeners.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private void Announce(AdminServerOptions options, AdminServices services)
    {
        foreach (var (address, listener) in Addresses.Zip(options.Listeners))
        {
            services.Logger.AdminListening(
                address, listener.Ssl ? "https" : "http", services.Store.AcceptsWrites ? "kept by this node" : "declarative, read-only");
            if (!listener.IsLoopback)
            {
                services.Logger.AdminOpen(address);
            }
        }
    }

    private static void Configure(ListenOptions listen, Listener listener, ServerCertificate? certificate, SslProtocols versions, TimeProvider time)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.UsePreamble(listener.ProxyProtocol, time);
        if (listener.Ssl)
        {
            listen.UseTls(certificate!, versions, listener.Http2, time);
        }
    }
}

using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Tls;
using Sightglass.PluginSdk.Metrics;

namespace Sightglass.Gateway.Status;

/// <summary>
/// The status listener (gateway.md 3.5): <c>GET /status</c>, <c>GET /metrics</c>, and <c>GET</c>, <c>POST /status/ready</c>. For load balancers and
/// monitoring; it tells no configuration and takes no secret, and listens on loopback unless told otherwise.
/// </summary>
internal sealed class StatusServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GatewayHost _host;
    private volatile bool _draining;

    private StatusServer(WebApplication app, GatewayHost host)
    {
        _app = app;
        _host = host;
    }

    public ImmutableArray<IPEndPoint> Addresses { get; private set; } = [];

    /// <summary>Starts it; null when no address is given.</summary>
    /// <exception cref="IOException">An address cannot be bound, or a certificate cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A certificate cannot be used.</exception>
    public static async Task<StatusServer?> StartAsync(
        ListenerSettings settings, GatewayHost host, Func<ReadOnlyMemory<byte>> metrics, string version, TimeProvider time, CancellationToken cancellationToken)
    {
        var listeners = settings.Status;
        if (listeners.IsEmpty)
        {
            return null;
        }

        var certificate = listeners.Any(static listener => listener.Ssl)
            ? ListenerCertificate.Load("status_ssl_cert", settings.StatusCertificates, time)
            : null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 4_096;
            foreach (var listener in listeners)
            {
                kestrel.Listen(new IPEndPoint(listener.Address, listener.Port), listen =>
                {
                    Listening.ProxyPreambleExtensions.UsePreamble(listen, listener.ProxyProtocol, time);
                    if (listener.Ssl)
                    {
                        listen.UseTls(certificate!, settings.TlsVersions.ToProtocols(), listener.Http2, time);
                    }
                });
            }
        });
        var app = builder.Build();
        var server = new StatusServer(app, host);
        app.MapGet("/status", (HttpContext context) => StatusReport.WriteAsync(context, host, version));
        app.MapGet("/metrics", (HttpContext context) => WriteAsync(context, metrics));
        app.MapGet("/status/ready", server.ReadyAsync);
        app.MapPost("/status/ready", server.SetAsync);
        await app.StartAsync(cancellationToken);
        server.Addresses = [.. app.Urls.Select(url => new Uri(url)).Select(uri => new IPEndPoint(IPAddress.Parse(uri.Host), uri.Port))];
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static Task WriteAsync(HttpContext context, Func<ReadOnlyMemory<byte>> metrics)
    {
        context.Response.ContentType = MetricsWriter.ContentType;
        return context.Response.Body.WriteAsync(metrics(), context.RequestAborted).AsTask();
    }

    private Task ReadyAsync(HttpContext context)
    {
        var reason = _draining ? "draining"
            : _host.Configuration.Services.IsEmpty && _host.Configuration.Routes.IsEmpty ? "no configuration available (empty configuration present)"
            : null;
        context.Response.StatusCode = reason is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsJsonAsync(new StatusMessage(reason ?? "ready"), StatusJson.Default.StatusMessage, cancellationToken: context.RequestAborted);
    }

    private async Task SetAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        if (form?["status"] is not [("draining" or "ready") and { } wanted])
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(
                new StatusMessage("expected status=draining or status=ready"), StatusJson.Default.StatusMessage, cancellationToken: context.RequestAborted);
            return;
        }

        _draining = wanted == "draining";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}

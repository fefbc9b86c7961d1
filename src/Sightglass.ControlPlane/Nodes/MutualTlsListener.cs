using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sightglass.Cluster;
using Sightglass.ControlPlane.Http;
using Sightglass.ControlPlane.Pki;

namespace Sightglass.ControlPlane.Nodes;

/// <summary>
/// A port for nodes: TLS with a certificate from both sides, and nothing on it but what nodes need. It is a server of its own, so that no
/// route of the API can ever be reached through it.
/// </summary>
internal sealed class MutualTlsListener(ClusterAuthority authority, CertificateRegistry registry, TimeProvider timeProvider, ILoggerFactory loggers) : IAsyncDisposable
{
    /// <summary>Connections at once; one more is closed before its handshake.</summary>
    private const int MaxConnections = 10_000;

    private WebApplication? _app;

    /// <summary>Where it listens, after it was started.</summary>
    public IPEndPoint? EndPoint { get; private set; }

    /// <summary>Starts listening; <paramref name="handle"/> gets the requests of nodes that are let in.</summary>
    public async Task StartAsync(IPEndPoint endPoint, long maxBodyBytes, Func<HttpContext, Admission, Task> handle, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger<MutualTlsListener>();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = maxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Listen(endPoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(https =>
                {
                    https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                    https.ServerCertificateSelector = (_, _) => authority.Server;
                    https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;

                    // Any certificate passes TLS; the registry decides, so that who is refused can be told why.
                    https.ClientCertificateValidation = (_, _, _) => true;
                });
            });
        });
        _app = builder.Build();
        _app.UseMiddleware<CorrelationMiddleware>(timeProvider);
        _app.UseWebSockets();
        _app.Run(async context =>
        {
            var admission = await JudgeAsync(context);
            if (admission.ControlPlaneId is not null)
            {
                await handle(context, admission);
                return;
            }

            logger.NodeRefused(context.Connection.RemoteIpAddress?.ToString() ?? "", admission.Fingerprint, admission.Reason!);
            context.Response.Headers[ClusterProtocol.RefusedReasonHeader] = admission.Reason;
            await context.Response.WriteProblemAsync(Problem.Forbidden($"This node is not let in: {admission.Reason}."));
        });
        await _app.StartAsync(cancellationToken);
        var address = BindingAddress.Parse(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        EndPoint = new IPEndPoint(endPoint.Address, address.Port);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is { } app)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    private async Task<Admission> JudgeAsync(HttpContext context)
    {
        var serverName = context.Features.Get<ITlsHandshakeFeature>()?.HostName;
        return await context.Connection.GetClientCertificateAsync(context.RequestAborted) is { } certificate
            ? registry.Judge(certificate, serverName)
            : new Admission(null, "", "no certificate was shown");
    }
}

using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sightglass.ControlPlane.ControlPlanes;
using Sightglass.ControlPlane.Debugger;
using Sightglass.ControlPlane.Identity;
using Sightglass.ControlPlane.Ingest;
using Sightglass.ControlPlane.Nodes;
using Sightglass.ControlPlane.Storage;

namespace Sightglass.ControlPlane.Hosting;

/// <summary>Brings the control plane up in order: storage, first login, sessions that were open, then the ports of nodes.</summary>
internal sealed class ControlPlaneStartup(
    ControlPlaneOptions options,
    IStorage storage,
    FirstRun firstRun,
    FirstLoginHolder firstLogin,
    CertificateRegistry certificates,
    SessionCoordinator sessions,
    ClusterServer cluster,
    TelemetryServer telemetry,
    ClusterEndpoints endpoints,
    ILogger<ControlPlaneStartup> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        logger.StorageOpened(storage.Description, options.DataDirectory);
        WarnIfOpen();
        firstLogin.Set(await firstRun.EnsureUserAsync(cancellationToken));
        await certificates.ReloadAsync(cancellationToken);
        await sessions.ResumeAsync(cancellationToken);

        await ListenAsync("cluster", options.ClusterAddress, options.ClusterPort, cluster.StartAsync, cancellationToken);
        endpoints.ClusterPort = cluster.EndPoint!.Port;
        await ListenAsync("telemetry", options.TelemetryAddress, options.TelemetryPort, telemetry.StartAsync, cancellationToken);
        endpoints.TelemetryPort = telemetry.EndPoint!.Port;
        logger.Listening(cluster.EndPoint, telemetry.EndPoint);
    }

    /// <summary>Nodes first, so that nothing arrives for what is being taken down.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await cluster.DisposeAsync();
        await telemetry.DisposeAsync();
    }

    private static async Task ListenAsync(
        string name, string address, int port, Func<IPEndPoint, CancellationToken, Task> start, CancellationToken cancellationToken)
    {
        try
        {
            await start(new IPEndPoint(IPAddress.Parse(address), port), cancellationToken);
        }
        catch (IOException e)
        {
            throw new ControlPlaneStartException($"{address}:{port} cannot be opened: {e.Message} Choose another port with {name}_port.", e);
        }
    }

    private void WarnIfOpen()
    {
        if (options.ApiCertificateFile is null && !IPAddress.IsLoopback(IPAddress.Parse(options.ApiAddress)))
        {
            logger.ApiWithoutTls(options.ApiAddress);
        }
    }
}

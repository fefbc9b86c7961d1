using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Sightglass.ControlPlane.Ingest;
using Sightglass.ControlPlane.Nodes;

namespace Sightglass.ControlPlane.Hosting;

/// <summary>Where a running control plane listens. To be read after it has started.</summary>
public sealed class ControlPlaneAddresses
{
    private readonly IServer _server;
    private readonly ClusterServer _cluster;
    private readonly TelemetryServer _telemetry;

    internal ControlPlaneAddresses(IServer server, ClusterServer cluster, TelemetryServer telemetry)
    {
        _server = server;
        _cluster = cluster;
        _telemetry = telemetry;
    }

    /// <summary>API and web interface.</summary>
    public Uri Api => new(_server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <summary>The cluster port.</summary>
    public IPEndPoint Cluster => _cluster.EndPoint ?? throw NotStarted();

    /// <summary>The telemetry port.</summary>
    public IPEndPoint Telemetry => _telemetry.EndPoint ?? throw NotStarted();

    private static InvalidOperationException NotStarted() => new("The control plane has not started.");
}

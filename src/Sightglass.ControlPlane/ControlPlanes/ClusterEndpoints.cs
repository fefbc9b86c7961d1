using Sightglass.Cluster;

namespace Sightglass.ControlPlane.ControlPlanes;

/// <summary>Where nodes reach this installation; known once the ports are open.</summary>
internal sealed class ClusterEndpoints
{
    /// <summary>Cluster port.</summary>
    public int ClusterPort { get; set; }

    /// <summary>Telemetry port.</summary>
    public int TelemetryPort { get; set; }

    public string ControlPlane(Guid id) => $"https://{ClusterProtocol.ServerName(id)}:{ClusterPort}";

    public string Telemetry(Guid id) => $"https://{ClusterProtocol.TelemetryServerName(id)}:{TelemetryPort}";
}

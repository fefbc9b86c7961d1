using System.Collections.Immutable;

namespace Sightglass.ControlPlane.ControlPlanes;

/// <summary>How a control plane is reached and who may join it.</summary>
public sealed record ControlPlaneConfig
{
    /// <summary>Where nodes connect: <c>https://{server name}:{port}</c>.</summary>
    public required string ControlPlaneEndpoint { get; init; }

    /// <summary>Where nodes send traces and logs.</summary>
    public required string TelemetryEndpoint { get; init; }

    /// <summary>One of <see cref="ControlPlanes.ClusterType"/>; fixed at creation.</summary>
    public required string ClusterType { get; init; }

    /// <summary><c>pinned_client_certs</c> or <c>pki_client_certs</c>.</summary>
    public required string AuthType { get; init; }

    public bool CloudGateway { get; init; }

    /// <summary>Up to five.</summary>
    public ImmutableArray<ProxyUrl> ProxyUrls { get; init; } = [];
}

using System.Collections.Immutable;

namespace Sightglass.ControlPlane.ControlPlanes;

/// <summary>A control plane to make.</summary>
public sealed record CreateControlPlane
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Default <see cref="ControlPlanes.ClusterType.Hybrid"/>.</summary>
    public string? ClusterType { get; init; }

    /// <summary>Default <see cref="ControlPlanes.AuthType.Pinned"/>.</summary>
    public string? AuthType { get; init; }

    public bool CloudGateway { get; init; }

    public ImmutableArray<ProxyUrl> ProxyUrls { get; init; } = [];

    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;
}

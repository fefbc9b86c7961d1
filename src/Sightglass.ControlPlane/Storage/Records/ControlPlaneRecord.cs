using System.Collections.Immutable;
using Sightglass.Cluster.Messages;
using Sightglass.ControlPlane.ControlPlanes;

namespace Sightglass.ControlPlane.Storage.Records;

internal sealed record ControlPlaneRecord
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public required string ClusterType { get; init; }

    public required string AuthType { get; init; }

    public required bool CloudGateway { get; init; }

    public required ImmutableArray<ProxyUrl> ProxyUrls { get; init; }

    public required ImmutableDictionary<string, string> Labels { get; init; }

    /// <summary>Merged into every session of the control plane.</summary>
    public required MaskingRules MaskingRules { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

using System.Collections.Immutable;

namespace Sightglass.ControlPlane.ControlPlanes;

/// <summary>A control plane as it is read.</summary>
public sealed record ControlPlaneInfo
{
    public required Guid Id { get; init; }

    /// <summary>2 to 256 characters, unique.</summary>
    public required string Name { get; init; }

    /// <summary>Up to 2,048 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Up to five.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    public required ControlPlaneConfig Config { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

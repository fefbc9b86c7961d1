using System.Collections.Immutable;
using Sightglass.Cluster.Messages;

namespace Sightglass.ControlPlane.Nodes;

/// <summary>A gateway that joined a control plane at least once.</summary>
public sealed record Node
{
    public required Guid Id { get; init; }

    public required string Hostname { get; init; }

    public required string Version { get; init; }

    /// <summary>What it can do: <see cref="Cluster.Capabilities"/>.</summary>
    public ImmutableArray<string> Capabilities { get; init; } = [];

    /// <summary>Hash of the configuration it serves by.</summary>
    public required string ConfigHash { get; init; }

    /// <summary>Its last sign of life.</summary>
    public required DateTimeOffset LastPing { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether the last sign of life is younger than three heartbeats.</summary>
    public bool Online { get; init; }

    /// <summary>Why it refused the configuration it was last sent; empty when it did not, or is not connected.</summary>
    public ImmutableArray<ConfigError> ConfigErrors { get; init; } = [];

    /// <summary>Whether it serves by the configuration the control plane wants it to.</summary>
    public bool InSync { get; init; }
}

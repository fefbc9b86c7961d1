using System.Collections.Immutable;

namespace Sightglass.Cluster.Messages;

/// <summary>Who the node is.</summary>
public sealed record HelloParams
{
    /// <summary>The node's own id; stable over restarts.</summary>
    public required Guid NodeId { get; init; }

    /// <summary>Up to 255 characters.</summary>
    public required string Hostname { get; init; }

    /// <summary>The node's version, for example <c>0.1.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>What it can do: <see cref="Cluster.Capabilities"/>. Unknown ones are kept and mean nothing.</summary>
    public ImmutableArray<string> Capabilities { get; set; } = [];

    /// <summary>Hash of the configuration it serves by; 32 zeros when it has none.</summary>
    public required string ConfigHash { get; init; }
}

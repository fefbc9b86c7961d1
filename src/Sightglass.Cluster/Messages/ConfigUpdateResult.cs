using System.Collections.Immutable;

namespace Sightglass.Cluster.Messages;

/// <summary>What became of a configuration. With errors, the node goes on serving by the one it had.</summary>
public sealed record ConfigUpdateResult
{
    /// <summary>Hash of the configuration the node serves by after this call.</summary>
    public required string Hash { get; init; }

    public ImmutableArray<ConfigError> Errors { get; set; } = [];
}

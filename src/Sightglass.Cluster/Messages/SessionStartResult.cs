namespace Sightglass.Cluster.Messages;

/// <summary>Whether the node captures from now on.</summary>
public sealed record SessionStartResult
{
    public required bool Accepted { get; init; }

    /// <summary>Why not, in words; null when accepted.</summary>
    public string? Reason { get; init; }
}

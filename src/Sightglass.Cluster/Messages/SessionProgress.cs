namespace Sightglass.Cluster.Messages;

/// <summary>How far one session is on one node. Counts are totals since the node took the session.</summary>
public sealed record SessionProgress
{
    public required Guid Id { get; init; }

    /// <summary>Traces taken and delivered or still to be delivered. Never above the node's share.</summary>
    public required int Recorded { get; init; }

    /// <summary>Requests that matched and are lost: over the share, over the memory bound, or given up after failed uploads.</summary>
    public required int Dropped { get; init; }

    /// <summary>One of <see cref="SessionNodeState"/>.</summary>
    public required string State { get; init; }
}

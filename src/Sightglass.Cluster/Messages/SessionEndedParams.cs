namespace Sightglass.Cluster.Messages;

/// <summary>The node's last word on a session, after its last upload was accepted or given up.</summary>
public sealed record SessionEndedParams
{
    public required Guid SessionId { get; init; }

    /// <summary><c>duration</c>, <c>stopped</c> or another reason it was stopped with.</summary>
    public required string Reason { get; init; }

    public required int Recorded { get; init; }

    public required int Dropped { get; init; }
}

namespace Sightglass.Cluster.Messages;

/// <summary>The node's counts at the stop.</summary>
public sealed record SessionStopResult
{
    public required int Recorded { get; init; }

    public required int Dropped { get; init; }

    /// <summary>Traces still to be uploaded. <c>session.ended</c> follows when there are none left.</summary>
    public required int Pending { get; init; }
}

namespace Sightglass.Cluster.Messages;

/// <summary>A session's bound on one node.</summary>
public sealed record SessionShareParams
{
    public required Guid SessionId { get; init; }

    /// <summary>Traces the node may record in total since it took the session; 0 means armed, and recording nothing yet.</summary>
    public required int TraceShare { get; init; }
}

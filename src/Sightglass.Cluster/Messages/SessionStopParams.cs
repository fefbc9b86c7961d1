namespace Sightglass.Cluster.Messages;

/// <summary>Ends a session on the node: nothing new is recorded; what was taken is still delivered.</summary>
public sealed record SessionStopParams
{
    public required Guid SessionId { get; init; }

    /// <summary><c>duration</c>, <c>max_traces</c>, <c>stopped</c>, <c>deleted</c> or <c>unknown</c>.</summary>
    public required string Reason { get; init; }
}

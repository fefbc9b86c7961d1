namespace Sightglass.Cluster.Messages;

/// <summary>What a session is doing on a node.</summary>
public static class SessionNodeState
{
    /// <summary>Matching requests are recorded.</summary>
    public const string Active = "active";

    /// <summary>The share is used up; the session waits for more or for its end.</summary>
    public const string Exhausted = "exhausted";

    /// <summary>No new request is recorded; what was taken is still being uploaded.</summary>
    public const string Draining = "draining";
}

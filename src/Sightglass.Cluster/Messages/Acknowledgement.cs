namespace Sightglass.Cluster.Messages;

/// <summary>An answer that says no more than that the message was taken.</summary>
public sealed record Acknowledgement;

namespace Truth.Peers;

/// <summary>A response as the client got it.</summary>
internal sealed record Reply(int Status, string Head, long BodySize);

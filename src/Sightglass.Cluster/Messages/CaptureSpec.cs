namespace Sightglass.Cluster.Messages;

/// <summary>What a session captures beside traces.</summary>
public sealed record CaptureSpec
{
    /// <summary>Neither logs nor payloads.</summary>
    public static readonly CaptureSpec TracesOnly = new();

    public LogCapture Logs { get; set; } = new();

    public PayloadCapture Payload { get; set; } = new();
}

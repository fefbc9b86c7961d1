namespace Sightglass.ControlPlane.Storage.Records;

/// <summary>A captured trace, encrypted.</summary>
internal sealed record TraceRecord
{
    public required string RequestId { get; init; }

    /// <summary>Start of the request in Unix nanoseconds; the order of lists.</summary>
    public required long StartedAt { get; init; }

    /// <summary>The list item, encrypted.</summary>
    public required byte[] Item { get; init; }

    /// <summary>The whole trace, encrypted; empty where it was not asked for.</summary>
    public required byte[] Document { get; init; }
}

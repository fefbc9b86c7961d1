namespace Sightglass.Tracing.Json;

/// <summary>Third-party time in nanoseconds: overlapping calls count once in the total, and in full in their own kind.</summary>
public sealed record ThirdPartyLatencyDocument
{
    public long Total { get; init; }

    public long Dns { get; init; }

    public long HttpClient { get; init; }

    public long Redis { get; init; }

    public long Tcpsock { get; init; }
}

namespace Sightglass.ControlPlane.Storage.Records;

/// <summary>An event of a session.</summary>
/// <param name="Type"><c>session</c>, <c>trace</c>, <c>node</c> or <c>end</c>.</param>
/// <param name="Data">JSON of what is told; for a trace its request id, so that captured data is only where it is encrypted.</param>
internal sealed record SessionEventRecord(string Type, string Data)
{
    public const string SessionType = "session";

    public const string TraceType = "trace";

    public const string NodeType = "node";

    public const string EndType = "end";

    /// <summary>Given by the storage.</summary>
    public long Id { get; init; }
}

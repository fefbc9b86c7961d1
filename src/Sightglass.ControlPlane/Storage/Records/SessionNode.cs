using Sightglass.ControlPlane.Debugger;

namespace Sightglass.ControlPlane.Storage.Records;

/// <summary>A node's part in a session, with its share of the trace limit.</summary>
internal sealed record SessionNode
{
    public required Guid Id { get; init; }

    public required string Version { get; init; }

    public required DataPlaneNodeState State { get; init; }

    public string? Detail { get; init; }

    /// <summary>Traces it may record in total.</summary>
    public int Share { get; init; }

    /// <summary>Traces it says it recorded.</summary>
    public int Recorded { get; init; }

    /// <summary>Traces it says it lost.</summary>
    public int Dropped { get; init; }

    public DataPlaneNode ToPublic() => new(Id, Version, State, Detail);
}

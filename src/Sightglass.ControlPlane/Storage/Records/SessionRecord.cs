using System.Collections.Immutable;
using Sightglass.ControlPlane.Debugger;

namespace Sightglass.ControlPlane.Storage.Records;

/// <summary>A session with what only the control plane knows of it.</summary>
internal sealed record SessionRecord
{
    public required Guid ControlPlaneId { get; init; }

    /// <summary>What the API shows.</summary>
    public required DebugSession Session { get; init; }

    /// <summary>What each node was given and said.</summary>
    public ImmutableArray<SessionNode> Nodes { get; init; } = [];

    /// <summary>The session's data key, wrapped by the master key.</summary>
    public required byte[] WrappedKey { get; init; }

    /// <summary>Which master key wrapped it.</summary>
    public required string MasterKeyId { get; init; }

    /// <summary>The id of the last event.</summary>
    public long LastEventId { get; init; }

    /// <summary>Whether the last event was <c>end</c>: nothing is taken any more.</summary>
    public bool Closed { get; init; }
}

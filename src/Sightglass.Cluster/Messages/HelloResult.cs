using System.Collections.Immutable;

namespace Sightglass.Cluster.Messages;

/// <summary>What the control plane answers to <see cref="HelloParams"/>.</summary>
public sealed record HelloResult
{
    /// <summary>The control plane the node's certificate is registered with.</summary>
    public required Guid ControlPlaneId { get; init; }

    /// <summary>Seconds between two heartbeats.</summary>
    public required int HeartbeatSeconds { get; init; }

    /// <summary>
    /// Sessions that run. The node ends any other it still has; those it lacks are started by <c>session.start</c> that follows.
    /// </summary>
    public ImmutableArray<Guid> ActiveSessionIds { get; set; } = [];
}

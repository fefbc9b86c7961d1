using System.Collections.Immutable;

namespace Sightglass.PluginSdk.Metrics;

/// <summary>The state of a node at one instant.</summary>
public sealed record NodeStatus
{
    /// <summary>The node's id.</summary>
    public required Guid NodeId { get; init; }

    /// <summary>The gateway's version, for example <c>0.1.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Client connections that are open.</summary>
    public long ConnectionsActive { get; init; }

    /// <summary>Client connections accepted since start.</summary>
    public long ConnectionsAccepted { get; init; }

    /// <summary>Requests since start.</summary>
    public long TotalRequests { get; init; }

    /// <summary>Whether what the configuration comes from can be reached; null for a node without.</summary>
    public bool? DatastoreReachable { get; init; }

    /// <summary>Every address of every target.</summary>
    public ImmutableArray<TargetHealth> Targets { get; init; } = [];
}

using System.Collections.Immutable;
using Sightglass.Cluster;

namespace Sightglass.Gateway.ControlPlaneLink;

/// <summary>Where a node's control plane is, and who the node is.</summary>
internal sealed record ControlPlaneLinkOptions
{
    public required Guid NodeId { get; init; }

    public required string Hostname { get; init; }

    public required string Version { get; init; }

    /// <summary>Host and port of the channel (<c>cluster_control_plane</c>).</summary>
    public required (string Host, int Port) ControlPlane { get; init; }

    /// <summary>Server name to ask for and to verify (<c>cluster_server_name</c>); null for the host.</summary>
    public string? ServerName { get; init; }

    /// <summary>Host and port for telemetry (<c>cluster_telemetry_endpoint</c>).</summary>
    public required (string Host, int Port) Telemetry { get; init; }

    /// <summary>Server name of the telemetry port (<c>cluster_telemetry_server_name</c>); null for the host.</summary>
    public string? TelemetryServerName { get; init; }

    /// <summary>Whether debug sessions are taken (<c>active_tracing</c>). Default true.</summary>
    public bool ActiveTracing { get; init; } = true;

    /// <summary>Bytes of the largest message, in either direction (<c>cluster_max_payload</c>). Default 16 MiB.</summary>
    public int MaxPayload { get; init; } = 16 << 20;

    /// <summary>Whether finished requests are kept for sessions that look back (<c>debug_lookback</c>). Default false.</summary>
    public bool Lookback { get; init; }

    /// <summary>The wait before the first new try after a loss; doubles up to <see cref="LongestPause"/>. Default 0.5 s.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait between two tries. Default 10 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What the node says it can do.</summary>
    internal ImmutableArray<string> NodeCapabilities =>
        !ActiveTracing ? [] : Lookback ? [Capabilities.DebugTraces, Capabilities.DebugLookback] : [Capabilities.DebugTraces];
}

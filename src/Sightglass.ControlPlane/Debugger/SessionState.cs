using System.Text.Json.Serialization;
using Sightglass.ControlPlane.Http;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>Where a debug session is in its life.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<SessionState>))]
public enum SessionState
{
    /// <summary>Accepted; no node captures yet.</summary>
    Pending,

    /// <summary>At least one node captures.</summary>
    InProgress,

    /// <summary>Duration or trace limit reached.</summary>
    Completed,

    /// <summary>No node confirmed in time.</summary>
    TimedOut,

    /// <summary>Stopped by somebody.</summary>
    Cancelled,

    /// <summary>Storage or key unavailable at the start, or every node refused.</summary>
    Failed,
}

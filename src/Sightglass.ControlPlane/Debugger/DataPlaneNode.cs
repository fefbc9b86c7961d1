using System.Text.Json.Serialization;
using Sightglass.ControlPlane.Http;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>A node's part in a session.</summary>
/// <param name="Id">The node.</param>
/// <param name="Version">Its version when it joined the session.</param>
/// <param name="State">What it does for the session.</param>
/// <param name="Detail">Why it does not take part, or what of it it cannot do, in words; null otherwise.</param>
public sealed record DataPlaneNode(Guid Id, string Version, DataPlaneNodeState State, string? Detail);

/// <summary>What a node does for a session.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<DataPlaneNodeState>))]
public enum DataPlaneNodeState
{
    /// <summary>Asked, not answered yet; or wanted and not connected.</summary>
    Pending,

    /// <summary>Captures.</summary>
    Active,

    /// <summary>Lacks what the session needs, and is skipped.</summary>
    Unsupported,

    /// <summary>Answered that it will not.</summary>
    Refused,

    /// <summary>Captured, and lost its connection; it goes on by its own clock.</summary>
    Disconnected,

    /// <summary>Captures no more.</summary>
    Ended,
}

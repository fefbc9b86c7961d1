using Sightglass.ControlPlane.Debugger;

namespace Sightglass.ControlPlane.Storage;

/// <summary>Which sessions to list, ordered by time of creation, then id.</summary>
internal sealed record SessionFilter
{
    public required Guid ControlPlaneId { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required int Limit { get; init; }

    public SessionState? State { get; init; }

    public string? NameContains { get; init; }

    public string? CreatedBy { get; init; }

    public bool Descending { get; init; } = true;

    /// <summary>Only what comes after this one in the order.</summary>
    public (DateTimeOffset CreatedAt, Guid Id)? After { get; init; }
}

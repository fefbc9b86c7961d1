using System.Collections.Immutable;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>
/// Which requests a session records: those for one of the routes or services (when any are given), for which the expression holds, and
/// which the rate draws.
/// </summary>
public sealed record Sampling
{
    public ImmutableArray<Guid> RouteIds { get; init; } = [];

    public ImmutableArray<Guid> ServiceIds { get; init; } = [];

    /// <summary>A rule in the sampling dialect; null for none.</summary>
    public string? Expression { get; init; }

    /// <summary>In (0,1]; default 1.</summary>
    public double Rate { get; init; } = 1;
}

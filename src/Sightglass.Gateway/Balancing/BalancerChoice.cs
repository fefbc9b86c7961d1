using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Balancing;

/// <summary>The peer chosen for one try, or why there is none.</summary>
internal readonly struct BalancerChoice
{
    /// <summary>The peer: report the outcome to it. Null when <see cref="Error"/> is set.</summary>
    public TargetAddress? Target { get; init; }

    /// <summary><see cref="UpstreamError.NoPeer"/> or none.</summary>
    public UpstreamError Error { get; init; }
}

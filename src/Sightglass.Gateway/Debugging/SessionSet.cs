using System.Collections.Immutable;

namespace Sightglass.Gateway.Debugging;

/// <summary>The sessions that run on this node at one instant. A request keeps the set it began with.</summary>
internal sealed record SessionSet(ImmutableArray<DebugSession> Sessions)
{
    /// <summary>Bits in a request's masks; the control plane allows far fewer sessions at once.</summary>
    public const int Capacity = 64;

    public static readonly SessionSet Empty = new([]);
}

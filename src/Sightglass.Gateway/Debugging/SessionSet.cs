using System.Collections.Immutable;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Debugging;

/// <summary>The sessions that run on this node at one instant. A request keeps the set it began with.</summary>
internal sealed record SessionSet(ImmutableArray<DebugSession> Sessions)
{
    /// <summary>Bits in a request's masks; the control plane allows far fewer sessions at once.</summary>
    public const int Capacity = 64;

    public static readonly SessionSet Empty = new([]);

    /// <summary>The stages, a bit each, at which a rule of any of the sessions has something new to go by. The last one always counts.</summary>
    public int Stages { get; } = Sessions.Aggregate(1 << (int)RequestStage.Completed, static (stages, session) => stages | session.Rule.Stages);
}

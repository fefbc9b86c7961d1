using Sightglass.Cluster.Messages;

namespace Sightglass.ControlPlane.Tests.Fakes;

/// <summary>A session on a fake node.</summary>
internal sealed class NodeSession
{
    public int Share { get; set; }

    public int Recorded { get; set; }

    public int Dropped { get; set; }

    public bool Stopped { get; set; }

    public SessionProgress Progress(Guid id) => new()
    {
        Id = id,
        Recorded = Recorded,
        Dropped = Dropped,
        State = Stopped ? SessionNodeState.Draining : Recorded >= Share ? SessionNodeState.Exhausted : SessionNodeState.Active,
    };
}

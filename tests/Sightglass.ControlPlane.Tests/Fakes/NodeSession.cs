using Sightglass.Cluster.Messages;

namespace Sightglass.ControlPlane.Tests.Fakes;

/// <summary>A session on a fake node; counts exactly while words about it arrive.</summary>
internal sealed class NodeSession
{
    private readonly Lock _lock = new();

    public int Share { get; private set; }

    public int Recorded { get; private set; }

    public int Dropped { get; set; }

    public bool Stopped { get; set; }

    /// <summary>Takes one trace out of the share; false, and counted as dropped, when there is none left.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            if (Stopped || Recorded >= Share)
            {
                Dropped++;
                return false;
            }

            Recorded++;
            return true;
        }
    }

    public SessionShareResult SetShare(int share)
    {
        lock (_lock)
        {
            Share = Math.Max(share, Recorded);
            return new SessionShareResult { TraceShare = Share, Recorded = Recorded };
        }
    }

    public SessionProgress Progress(Guid id)
    {
        lock (_lock)
        {
            return new SessionProgress
            {
                Id = id,
                Recorded = Recorded,
                Dropped = Dropped,
                State = Stopped ? SessionNodeState.Draining : Recorded >= Share ? SessionNodeState.Exhausted : SessionNodeState.Active,
            };
        }
    }
}

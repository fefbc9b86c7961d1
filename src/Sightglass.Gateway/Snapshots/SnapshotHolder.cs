namespace Sightglass.Gateway.Snapshots;

/// <summary>The published snapshot. Publishing is one reference swap: a request sees the whole of the old or the whole of the new.</summary>
internal sealed class SnapshotHolder(GatewaySnapshot initial)
{
    private volatile GatewaySnapshot _current = initial;

    public GatewaySnapshot Current => _current;

    /// <summary>Takes the published snapshot for one request; the caller must <see cref="GatewaySnapshot.Leave"/> it.</summary>
    public GatewaySnapshot Acquire(out int cell)
    {
        while (true)
        {
            var snapshot = _current;
            cell = snapshot.Enter();

            // 1. entered, 2. still published? Whoever retires it swaps first and counts users afterwards, so one of both sees the other.
            if (ReferenceEquals(snapshot, _current))
            {
                return snapshot;
            }

            snapshot.Leave(cell);
        }
    }

    /// <summary>Publishes <paramref name="next"/> and gives the one it replaces.</summary>
    public GatewaySnapshot Publish(GatewaySnapshot next) => Interlocked.Exchange(ref _current, next);
}

namespace Sightglass.Gateway.Debugging;

/// <summary>What became of the traces of all debug sessions since the node's start.</summary>
/// <param name="Delivered">Recorded, and the control plane has them.</param>
/// <param name="Dropped">Wanted, and over a session's share or lost.</param>
/// <param name="Pending">Recorded, and still to be delivered.</param>
internal readonly record struct TraceTotals(long Delivered, long Dropped, long Pending)
{
    public static TraceTotals operator +(TraceTotals left, TraceTotals right)
        => new(left.Delivered + right.Delivered, left.Dropped + right.Dropped, left.Pending + right.Pending);
}

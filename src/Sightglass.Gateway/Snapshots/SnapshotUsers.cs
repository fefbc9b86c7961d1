using System.Runtime.InteropServices;

namespace Sightglass.Gateway.Snapshots;

/// <summary>
/// Counts the requests that use a snapshot. The count is spread over cells of their own cache lines, so that requests on different
/// processors do not contend; only once the snapshot is retired does leaving look at the sum.
/// </summary>
internal sealed class SnapshotUsers
{
    private static readonly int CellCount = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);

    private readonly Cell[] _cells = new Cell[CellCount];
    private TaskCompletionSource? _unused;

    /// <summary>Counts a request.</summary>
    /// <returns>The cell it is counted in, for <see cref="Leave"/>: leaving the same one keeps every cell from going below zero.</returns>
    public int Enter()
    {
        var cell = Thread.GetCurrentProcessorId() & (CellCount - 1);
        Interlocked.Increment(ref _cells[cell].Count);
        return cell;
    }

    public void Leave(int cell)
    {
        Interlocked.Decrement(ref _cells[cell].Count);
        if (Volatile.Read(ref _unused) is { } unused && Sum() == 0)
        {
            unused.TrySetResult();
        }
    }

    public Task WhenUnusedAsync()
    {
        var unused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        unused = Interlocked.CompareExchange(ref _unused, unused, null) ?? unused;
        Interlocked.MemoryBarrier();
        if (Sum() == 0)
        {
            unused.TrySetResult();
        }

        return unused.Task;
    }

    private long Sum()
    {
        var sum = 0L;
        foreach (ref var cell in _cells.AsSpan())
        {
            sum += Volatile.Read(ref cell.Count);
        }

        return sum;
    }

    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Cell
    {
        [FieldOffset(0)]
        public long Count;
    }
}

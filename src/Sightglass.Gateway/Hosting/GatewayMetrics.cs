using System.Runtime.InteropServices;
using Sightglass.Gateway.Pipeline;

namespace Sightglass.Gateway.Hosting;

/// <summary>What the gateway counts about itself. Counters are spread over cache lines, so that counting costs a few nanoseconds.</summary>
public sealed class GatewayMetrics
{
    private static readonly int CellCount = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);

    private readonly Cell[] _cells = new Cell[CellCount];
    private long _accepted;
    private long _closed;

    /// <summary>Requests served since the start.</summary>
    public long Requests => Sum(static (in Cell cell) => Volatile.Read(in cell.Requests));

    /// <summary>Requests that the gateway answered itself because something failed.</summary>
    public long Failures => Sum(static (in Cell cell) => Volatile.Read(in cell.Failures));

    /// <summary>Client connections accepted since the start.</summary>
    public long ConnectionsAccepted => Volatile.Read(ref _accepted);

    /// <summary>Client connections open now.</summary>
    public long ConnectionsActive => Volatile.Read(ref _accepted) - Volatile.Read(ref _closed);

    /// <summary>Requests that are being served now.</summary>
    public long RequestsActive => Math.Max(0, Sum(static (in Cell cell) => Volatile.Read(in cell.Active)));

    private delegate long Reader(in Cell cell);

    internal long ConnectionAccepted() => Interlocked.Increment(ref _accepted);

    internal void ConnectionClosed() => Interlocked.Increment(ref _closed);

    internal void RequestBegun() => Interlocked.Increment(ref _cells[Thread.GetCurrentProcessorId() & (CellCount - 1)].Active);

    // It may end on another processor than it began on: only the sum over all says something.
    internal void RequestEnded() => Interlocked.Decrement(ref _cells[Thread.GetCurrentProcessorId() & (CellCount - 1)].Active);

    internal void Count(RequestContext context)
    {
        ref var cell = ref _cells[Thread.GetCurrentProcessorId() & (CellCount - 1)];
        Interlocked.Increment(ref cell.Requests);
        if (ReferenceEquals(context.Source, ResponseSource.Error))
        {
            Interlocked.Increment(ref cell.Failures);
        }
    }

    private long Sum(Reader reader)
    {
        var sum = 0L;
        foreach (ref readonly var cell in _cells.AsSpan())
        {
            sum += reader(cell);
        }

        return sum;
    }

    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Cell
    {
        [FieldOffset(0)]
        public long Requests;

        [FieldOffset(8)]
        public long Failures;

        [FieldOffset(16)]
        public long Active;
    }
}

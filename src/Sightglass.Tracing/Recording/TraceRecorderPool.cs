using System.Collections.Concurrent;

namespace Sightglass.Tracing.Recording;

/// <summary>Keeps recorders for reuse, so that recording a request allocates nothing in steady state.</summary>
/// <remarks>
/// A thread keeps a few of its own besides (a sixteenth of what the queue may hold, 64 at most), since on an event loop it is the same one that gives a recorder back and takes the next; what is more
/// than that, or was given back elsewhere, goes through a queue that all share.
/// </remarks>
/// <param name="limits">What one trace may hold.</param>
/// <param name="maxPooled">Idle recorders kept in the queue; more are left to the collector.</param>
public sealed class TraceRecorderPool(RecorderLimits limits, int maxPooled = 1_024)
{
    private const int MaxPerThread = 64;
    private const int ThreadsShare = 16;

    [ThreadStatic]
    private static Shelf? _shelf;

    private readonly ConcurrentQueue<TraceRecorder> _idle = new();
    private readonly int _maxPerThread = Math.Min(MaxPerThread, maxPooled / ThreadsShare);
    private int _count;

    /// <param name="maxSpans">Spans that one trace may have; more are counted and dropped. Default 10,000.</param>
    /// <param name="maxPooled">Idle recorders kept; more are left to the collector. Default 1,024.</param>
    public TraceRecorderPool(int maxSpans = 10_000, int maxPooled = 1_024)
        : this(new RecorderLimits { Spans = maxSpans }, maxPooled)
    {
    }

    /// <summary>What one trace may hold.</summary>
    public RecorderLimits Limits { get; } = limits.Checked();

    /// <summary>Gives a recorder, empty; it is the caller's until <see cref="TraceRecorder.Return"/>.</summary>
    public TraceRecorder Rent()
    {
        var shelf = _shelf;
        TraceRecorder? recorder;
        if (shelf is not null && ReferenceEquals(shelf.Pool, this) && shelf.Count > 0)
        {
            recorder = shelf.Recorders[--shelf.Count]!;
            shelf.Recorders[shelf.Count] = null;
        }
        else if (_idle.TryDequeue(out recorder))
        {
            Interlocked.Decrement(ref _count);
        }
        else
        {
            recorder = new TraceRecorder(this);
        }

        recorder.Rented();
        return recorder;
    }

    internal void Return(TraceRecorder recorder)
    {
        var shelf = _shelf;
        if (shelf is null || !ReferenceEquals(shelf.Pool, this))
        {
            // A thread serves one pool at a time; what it kept of another one is that pool's loss.
            _shelf = shelf = new Shelf(this, _maxPerThread);
        }

        if (shelf.Count < shelf.Recorders.Length)
        {
            shelf.Recorders[shelf.Count++] = recorder;
        }
        else if (Interlocked.Increment(ref _count) <= maxPooled)
        {
            _idle.Enqueue(recorder);
        }
        else
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private sealed class Shelf(TraceRecorderPool pool, int size)
    {
        public readonly TraceRecorderPool Pool = pool;
        public readonly TraceRecorder?[] Recorders = new TraceRecorder?[size];
        public int Count;
    }
}

using System.Collections.Concurrent;

namespace Sightglass.Tracing.Recording;

/// <summary>Keeps recorders for reuse, so that recording a request allocates nothing in steady state.</summary>
/// <param name="limits">What one trace may hold.</param>
/// <param name="maxPooled">Idle recorders kept; more are left to the collector.</param>
public sealed class TraceRecorderPool(RecorderLimits limits, int maxPooled = 1_024)
{
    private readonly ConcurrentQueue<TraceRecorder> _idle = new();
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
        if (_idle.TryDequeue(out var recorder))
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
        if (Interlocked.Increment(ref _count) <= maxPooled)
        {
            _idle.Enqueue(recorder);
        }
        else
        {
            Interlocked.Decrement(ref _count);
        }
    }
}

using Sightglass.Tracing.Model;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Debugging;

/// <summary>
/// The recording of a request that is over. Held by each who still needs it; the last to let go gives the recorder back. Whoever makes it
/// holds it.
/// </summary>
internal sealed class FinishedRequest(TraceRecorder recorder, string requestId)
{
    private readonly Lock _gate = new();
    private int _holders = 1;

    public TraceRecorder Recorder => recorder;

    public string RequestId => requestId;

    /// <summary>Holds it once more. Only for one who knows that somebody holds it now.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            recorder.Return();
        }
    }

    /// <summary>Makes the trace; several may ask, also at once.</summary>
    public Trace Complete(string nodeId, ClockAnchor anchor)
    {
        lock (_gate)
        {
            return recorder.Complete(nodeId, requestId, anchor);
        }
    }
}

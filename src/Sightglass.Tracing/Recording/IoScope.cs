using Sightglass.Tracing.Catalogue;

namespace Sightglass.Tracing.Recording;

/// <summary>
/// What an I/O client holds of a trace: where its spans go. May be used from any thread and kept for as long as one likes: once
/// the trace is sealed or the recorder serves another request, nothing happens any more. <c>default</c> records nothing.
/// </summary>
public readonly struct IoScope
{
    private readonly TraceRecorder? _recorder;
    private readonly int _generation;
    private readonly int _parent;

    internal IoScope(TraceRecorder recorder, int generation, int parent)
    {
        _recorder = recorder;
        _generation = generation;
        _parent = parent;
    }

    /// <summary>Whether a span started now would be recorded. Where false, clocks need not be read.</summary>
    public bool IsRecording => _recorder is not null && _recorder.IsValid(_generation);

    /// <summary>Opens a span and charges the request's time to <paramref name="kind"/> until it ends.</summary>
    public IoSpan Start(SpanName name, LatencyKind kind, long timestamp)
    {
        if (_recorder is null)
        {
            return default;
        }

        var span = _recorder.StartIo(_generation, name, _parent, kind, timestamp);
        return span == TraceRecorder.None ? default : new IoSpan(_recorder, _generation, span);
    }

    /// <summary>Opens a span now. See <see cref="Start(SpanName, LatencyKind, long)"/>.</summary>
    public IoSpan Start(SpanName name, LatencyKind kind) =>
        _recorder is null ? default : Start(name, kind, TraceRecorder.Now());

    /// <summary>Adds to the time spent with a peer. See <see cref="TraceRecorder.AddPeerTime"/>.</summary>
    public void AddPeerTime(string ip, long connectTime, long readWriteTime) =>
        _recorder?.AddPeerIo(_generation, ip, connectTime, readWriteTime);
}

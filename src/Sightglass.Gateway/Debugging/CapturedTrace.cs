using System.Collections.Immutable;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Debugging;

/// <summary>A finished request on its way to the control plane, and the sessions that took it.</summary>
/// <param name="Request">The request; let go once its trace is made.</param>
/// <param name="Sessions">Who took it; at least one.</param>
internal sealed record CapturedTrace(FinishedRequest Request, ImmutableArray<DebugSession> Sessions)
{
    public TraceRecorder Recorder => Request.Recorder;

    public string RequestId => Request.RequestId;
}

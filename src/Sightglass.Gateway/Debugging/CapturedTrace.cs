using System.Collections.Immutable;
using Sightglass.Tracing.Recording;

namespace Sightglass.Gateway.Debugging;

/// <summary>A finished recording on its way to the control plane, and the sessions that took it.</summary>
/// <param name="Recorder">The recording; given back once its trace is made.</param>
/// <param name="RequestId">The request's id.</param>
/// <param name="Sessions">Who took it; at least one.</param>
internal sealed record CapturedTrace(TraceRecorder Recorder, string RequestId, ImmutableArray<DebugSession> Sessions);

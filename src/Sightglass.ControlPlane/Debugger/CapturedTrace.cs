using Sightglass.Tracing.Model;

namespace Sightglass.ControlPlane.Debugger;

/// <summary>A trace of a session: its line in the list and its inside.</summary>
public sealed record CapturedTrace(TraceItem Item, Trace Trace);

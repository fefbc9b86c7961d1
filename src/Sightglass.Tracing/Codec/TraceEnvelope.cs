using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Codec;

/// <summary>A trace on its way, with who sends it and for which sessions.</summary>
public sealed record TraceEnvelope(Trace Trace, TelemetryOrigin Origin);

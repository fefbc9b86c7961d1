using Sightglass.Tracing.Model;

namespace Sightglass.Tracing.Codec;

/// <summary>A log entry on its way, with who sends it and for which sessions.</summary>
public sealed record LogEnvelope(LogEntry Entry, TelemetryOrigin Origin);

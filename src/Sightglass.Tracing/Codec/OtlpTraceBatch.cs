using System.Collections.Immutable;

namespace Sightglass.Tracing.Codec;

/// <summary>What was read from one OTLP message with traces.</summary>
/// <param name="Traces">The traces. Spans that a foreign client sends in several messages arrive as several parts of one trace.</param>
/// <param name="RejectedSpans">Spans that were left out because something about them is wrong.</param>
/// <param name="RejectionReason">What is wrong with the first of them; null when none was left out.</param>
public sealed record OtlpTraceBatch(ImmutableArray<TraceEnvelope> Traces, int RejectedSpans = 0, string? RejectionReason = null);

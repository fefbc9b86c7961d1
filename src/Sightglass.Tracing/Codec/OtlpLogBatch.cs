using System.Collections.Immutable;

namespace Sightglass.Tracing.Codec;

/// <summary>What was read from one OTLP message with logs.</summary>
public sealed record OtlpLogBatch(ImmutableArray<LogEnvelope> Entries);

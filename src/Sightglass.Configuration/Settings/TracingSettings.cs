using System.Collections.Immutable;

namespace Sightglass.Configuration.Settings;

/// <summary>What is recorded of requests.</summary>
public sealed record TracingSettings
{
    /// <summary>Whether the node takes part in debug sessions (<c>active_tracing</c>).</summary>
    public bool ActiveTracing { get; init; } = true;

    /// <summary>What is kept of finished requests for sessions that look back (<c>debug_lookback</c>). Default nothing.</summary>
    public LookbackLimit DebugLookback { get; init; }

    /// <summary>Spans made for the opentelemetry plugin: empty for none, <c>all</c>, or their names.</summary>
    public ImmutableArray<string> Instrumentations { get; init; } = [];

    /// <summary>Share of requests traced for it, 0–1.</summary>
    public double SamplingRate { get; init; } = 0.01;
}

namespace Sightglass.Tracing.Analysis.Findings;

/// <summary>From where on something is worth a finding. Durations in nanoseconds, shares from 0 to 1.</summary>
public sealed record FindingThresholds
{
    public static FindingThresholds Default { get; } = new();

    /// <summary>A name resolved more slowly than this is slow. Default 20 ms.</summary>
    public long DnsSlow { get; init; } = 20_000_000;

    /// <summary>The share of the whole above which one part takes most of it. Default half.</summary>
    public double Most { get; init; } = 0.5;

    /// <summary>Below this a plugin's own time is not worth a word, whatever its share. Default 1 ms.</summary>
    public long PluginTime { get; init; } = 1_000_000;

    /// <summary>Below this waiting for the upstream, the client or a third party is not worth a word. Default 50 ms.</summary>
    public long Wait { get; init; } = 50_000_000;

    /// <summary>Below this making a connection is not worth a word. Default 1 ms.</summary>
    public long Connect { get; init; } = 1_000_000;
}

namespace Sightglass.Gateway.Health;

/// <summary>Who reports: their thresholds differ, the counters are the same.</summary>
internal enum HealthCheckKind
{
    /// <summary>The gateway's own probes.</summary>
    Active,

    /// <summary>Real traffic.</summary>
    Passive,
}

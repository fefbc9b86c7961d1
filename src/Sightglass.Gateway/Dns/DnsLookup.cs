namespace Sightglass.Gateway.Dns;

/// <summary>What is known of a name: its records, or why there are none.</summary>
internal readonly struct DnsLookup
{
    /// <summary>The records; null when <see cref="Failure"/> is set.</summary>
    public DnsAnswer? Answer { get; init; }

    public DnsFailure? Failure { get; init; }

    /// <summary>Answered without asking a server.</summary>
    public bool CacheHit { get; init; }

    /// <summary>For how long this stays true; zero for a stale answer, and for one that is good for one use.</summary>
    public TimeSpan ValidFor { get; init; }
}

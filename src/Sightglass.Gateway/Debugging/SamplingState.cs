namespace Sightglass.Gateway.Debugging;

/// <summary>Where a request stands with the sessions that ran when it began. A bit is a session of <see cref="Set"/>.</summary>
internal struct SamplingState
{
    public SessionSet? Set;

    /// <summary>Sessions whose rule may still hold.</summary>
    public ulong Undecided;

    /// <summary>Sessions whose rule holds.</summary>
    public ulong Matched;

    public readonly bool IsWanted => (Undecided | Matched) != 0;
}

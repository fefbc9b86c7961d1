namespace Sightglass.Gateway.Dns;

/// <summary>What is remembered of a name. Times are ticks of the client's clock.</summary>
internal sealed class DnsCacheEntry(DnsOutcome outcome, long expiresAt, long staleUntil)
{
    private long _refreshAt;

    public DnsOutcome Outcome { get; } = outcome;

    public long ExpiresAt { get; } = expiresAt;

    /// <summary>Until when it may be used although it has expired, while it is refreshed.</summary>
    public long StaleUntil { get; } = staleUntil;

    public long LastUsed { get; set; }

    /// <summary>True for one caller at a time, and not before <paramref name="pause"/> has passed since the last one.</summary>
    public bool TryBeginRefresh(long now, long pause)
    {
        var at = Volatile.Read(ref _refreshAt);
        return now >= at && Interlocked.CompareExchange(ref _refreshAt, now + pause, at) == at;
    }
}

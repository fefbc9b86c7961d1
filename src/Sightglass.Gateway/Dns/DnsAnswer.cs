using System.Collections.Immutable;

namespace Sightglass.Gateway.Dns;

/// <summary>The records a name stands for, and until when.</summary>
internal sealed class DnsAnswer
{
    /// <summary>The name that had the records: after search domains and aliases.</summary>
    public required string Name { get; init; }

    /// <summary>The record type: 1 A, 28 AAAA, 33 SRV.</summary>
    public required int Type { get; init; }

    /// <summary>The records, each with address and port. For SRV only those of the lowest priority value.</summary>
    public required ImmutableArray<DnsRecord> Records { get; init; }

    /// <summary>Time to live in seconds as in force: the least of the records, or the configured override. 0: good for one use.</summary>
    public required int Ttl { get; init; }

    /// <summary>When the answer stops being valid, in Stopwatch ticks of the client's clock.</summary>
    public long ExpiresAt { get; init; }
}

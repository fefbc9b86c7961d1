using System.Collections.Immutable;
using System.Net;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Dns;

/// <summary>The records a name stands for, and for how long. Gives them out in turn.</summary>
internal sealed class DnsAnswer
{
    private readonly Lock _lock = new();
    private volatile PortAddresses? _addresses;
    private int[]? _credits;
    private int _turn = -1;

    /// <summary>The name that had the records: after search domains and aliases.</summary>
    public required string Name { get; init; }

    /// <summary>The record type: A, AAAA or SRV.</summary>
    public required DnsRecordType Type { get; init; }

    /// <summary>The records; at least one. For SRV only those of the lowest priority value.</summary>
    public required ImmutableArray<DnsRecord> Records { get; init; }

    /// <summary>Time to live in seconds as in force: the least of the records and aliases, or the configured override. 0: good for one use.</summary>
    public required int Ttl { get; init; }

    /// <summary>An answer that never changes: an IP literal, or a name of the hosts file.</summary>
    public static DnsAnswer ForAddresses(string name, ImmutableArray<IPAddress> addresses) => new()
    {
        Name = name,
        Type = addresses[0].AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? DnsRecordType.A : DnsRecordType.Aaaa,
        Records = [.. addresses.Select(static address => new DnsRecord(address, null, 0, 1, 0, DnsClient.ForeverTtl))],
        Ttl = DnsClient.ForeverTtl,
    };

    /// <summary>The next address, in turn; for answers of type A or AAAA.</summary>
    public ResolvedAddress NextAddress(int port)
    {
        var addresses = ForPort(port);
        return addresses.Length == 1 ? addresses[0] : addresses[(int)((uint)Interlocked.Increment(ref _turn) % (uint)addresses.Length)];
    }

    /// <summary>The next record, in turn by weight; for answers of type SRV.</summary>
    public DnsRecord NextRecord()
    {
        if (Records.Length == 1)
        {
            return Records[0];
        }

        lock (_lock)
        {
            // Everyone gains its weight, the richest is taken and pays for all: turns are spread as evenly as weights allow.
            var credits = _credits ??= new int[Records.Length];
            var best = 0;
            var total = 0;
            for (var i = 0; i < credits.Length; i++)
            {
                credits[i] += Records[i].Weight;
                total += Records[i].Weight;
                best = credits[i] > credits[best] ? i : best;
            }

            credits[best] -= total;
            return Records[best];
        }
    }

    private ImmutableArray<ResolvedAddress> ForPort(int port)
    {
        var known = _addresses;
        return known is not null && known.Port == port ? known.Addresses : Make(port).Addresses;
    }

    private PortAddresses Make(int port)
        => _addresses = new PortAddresses(port, [.. Records.Select(record => new ResolvedAddress(record.Address!, port))]);

    private sealed record PortAddresses(int Port, ImmutableArray<ResolvedAddress> Addresses);
}

using System.Collections.Immutable;
using System.Net;

namespace Sightglass.Gateway.Dns;

/// <summary>How names are resolved (gateway.md 10, 13).</summary>
internal sealed record DnsOptions
{
    /// <summary>Servers (<c>dns_resolver</c>); empty for those of resolv.conf.</summary>
    public ImmutableArray<IPEndPoint> Servers { get; init; } = [];

    /// <summary>Default <c>/etc/resolv.conf</c>.</summary>
    public string ResolvConf { get; init; } = "/etc/resolv.conf";

    /// <summary>Default <c>/etc/hosts</c> (<c>dns_hostsfile</c>).</summary>
    public string HostsFile { get; init; } = "/etc/hosts";

    /// <summary>Record types to ask for, in order (<c>dns_order</c>, <c>resolver_family</c>): A, AAAA, SRV. Default SRV, A. Aliases are followed in any case.</summary>
    public ImmutableArray<DnsRecordType> Order { get; init; } = [DnsRecordType.Srv, DnsRecordType.A];

    /// <summary>Whether the type that a name was last resolved with is asked for first (LAST in <c>dns_order</c>). Default true.</summary>
    public bool LastTypeFirst { get; init; } = true;

    /// <summary>
    /// The newer client's rules (<c>new_dns_client</c>): SRV only, and nothing else, for names such as <c>_http._tcp.example</c>; a name with
    /// enough dots is not tried with the search list. Default false.
    /// </summary>
    public bool NewClient { get; init; }

    /// <summary>Seconds that replace the TTL of every valid answer (<c>dns_valid_ttl</c>); null for the records' own.</summary>
    public int? ValidTtl { get; init; }

    /// <summary>Seconds an expired answer may still be used while it is refreshed (<c>dns_stale_ttl</c>). Default 3600.</summary>
    public int StaleTtl { get; init; } = 3600;

    /// <summary>Seconds a name error or an empty answer is remembered (<c>dns_not_found_ttl</c>). Default 30.</summary>
    public int NotFoundTtl { get; init; } = 30;

    /// <summary>Seconds another error is remembered (<c>dns_error_ttl</c>), and between refreshes of a stale answer. Default 1.</summary>
    public int ErrorTtl { get; init; } = 1;

    /// <summary>Outcomes kept (<c>dns_cache_size</c>). Default 10,000.</summary>
    public int CacheSize { get; init; } = 10_000;
}

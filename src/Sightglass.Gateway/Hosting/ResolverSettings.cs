using System.Collections.Immutable;
using System.Net;

namespace Sightglass.Gateway.Hosting;

/// <summary>How host names are resolved (gateway.md 10, 13).</summary>
public sealed record ResolverSettings
{
    /// <summary>Servers (<c>dns_resolver</c>); empty for those of resolv.conf.</summary>
    public ImmutableArray<IPEndPoint> Servers { get; init; } = [];

    /// <summary>Default <c>/etc/resolv.conf</c>.</summary>
    public string ResolvConf { get; init; } = "/etc/resolv.conf";

    /// <summary><c>dns_hostsfile</c>; default <c>/etc/hosts</c>.</summary>
    public string HostsFile { get; init; } = "/etc/hosts";

    /// <summary>
    /// Record types to try, in order (<c>dns_order</c>, <c>resolver_family</c>): SRV, A, AAAA, and LAST for the type that answered last time.
    /// Others are ignored.
    /// </summary>
    public ImmutableArray<string> Order { get; init; } = ["LAST", "SRV", "A"];

    /// <summary>The newer client's rules (<c>new_dns_client</c>): SRV records only for names such as <c>_http._tcp.example</c>. Default false.</summary>
    public bool NewClient { get; init; }

    /// <summary>Seconds that replace every answer's TTL (<c>dns_valid_ttl</c>); null for the answers' own.</summary>
    public int? ValidTtl { get; init; }

    /// <summary>Seconds an expired answer may be used while it is refreshed (<c>dns_stale_ttl</c>). Default 3600.</summary>
    public int StaleTtl { get; init; } = 3600;

    /// <summary>Seconds a missing name is remembered (<c>dns_not_found_ttl</c>). Default 30.</summary>
    public int NotFoundTtl { get; init; } = 30;

    /// <summary>Seconds another error is remembered (<c>dns_error_ttl</c>). Default 1.</summary>
    public int ErrorTtl { get; init; } = 1;

    /// <summary>Answers kept (<c>dns_cache_size</c>). Default 10,000.</summary>
    public int CacheSize { get; init; } = 10_000;
}

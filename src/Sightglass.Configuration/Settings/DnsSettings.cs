using System.Collections.Immutable;
using System.Net;

namespace Sightglass.Configuration.Settings;

/// <summary>How names are resolved.</summary>
public sealed record DnsSettings
{
    /// <summary>Servers; empty for those of <c>/etc/resolv.conf</c>.</summary>
    public ImmutableArray<IPEndPoint> Servers { get; init; } = [];
    public string HostsFile { get; init; } = "/etc/hosts";

    /// <summary>LAST, SRV, A, AAAA, CNAME in the order they are asked for.</summary>
    public ImmutableArray<string> Order { get; init; } = ["LAST", "SRV", "A", "CNAME"];

    /// <summary>Whether SRV records are asked for only for names of services, such as <c>_http._tcp.example</c> (<c>new_dns_client</c>).</summary>
    public bool NewClient { get; init; }

    /// <summary>Seconds that replace every lifetime; null for the records' own.</summary>
    public int? ValidTtl { get; init; }

    /// <summary>Seconds.</summary>
    public int StaleTtl { get; init; } = 3600;

    /// <summary>Seconds.</summary>
    public int NotFoundTtl { get; init; } = 30;

    /// <summary>Seconds.</summary>
    public int ErrorTtl { get; init; } = 1;
    public int CacheSize { get; init; } = 10_000;
}

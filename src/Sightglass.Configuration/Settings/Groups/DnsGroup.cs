using System.Collections.Immutable;
using System.Net;
using static Sightglass.Configuration.Settings.Groups.Define;
using static Sightglass.Configuration.Settings.SettingReaders;

namespace Sightglass.Configuration.Settings.Groups;

/// <summary>How names are resolved.</summary>
internal static class DnsGroup
{
    private const int MaxTtl = int.MaxValue;

    public static readonly SettingOf<ImmutableArray<IPEndPoint>> Resolver = Setting("dns_resolver", List<IPEndPoint>(NetworkReaders.NameServer), "",
        "a list of addresses, with optional ports", "DNS servers. Unset, those of /etc/resolv.conf.", false, "resolver_address");

    public static readonly SettingOf<string> HostsFile = Setting<string>("dns_hostsfile", PathReader.Read, "/etc/hosts",
        "a file", "Names with fixed addresses.", false, "resolver_hosts_file");

    public static readonly SettingOf<ImmutableArray<string>> Order = Setting("dns_order",
        List(Choice(("LAST", "LAST"), ("SRV", "SRV"), ("A", "A"), ("AAAA", "AAAA"), ("CNAME", "CNAME"))), "LAST,SRV,A,CNAME",
        "a list of LAST, SRV, A, AAAA, CNAME", "Record types to ask for, in order. LAST is the type that answered last time.",
        false, "resolver_family");

    public static readonly SettingOf<bool> NewClient = Setting<bool>("new_dns_client", Flag, "off",
        OnOff, "Asks for SRV records only for names such as _http._tcp.example, and then for nothing else; names with enough dots are not "
        + "tried with the search list.");

    public static readonly SettingOf<int?> ValidTtl = Setting("dns_valid_ttl", OptionalInteger(0, MaxTtl), "",
        "seconds", "Replaces the lifetime of every valid answer.", false, "resolver_valid_ttl");

    public static readonly SettingOf<int> StaleTtl = Setting("dns_stale_ttl", Integer(0, MaxTtl), "3600",
        "seconds", "How long an expired answer may be used while it is refreshed.", false, "resolver_stale_ttl");

    public static readonly SettingOf<int> NotFoundTtl = Setting("dns_not_found_ttl", Integer(0, MaxTtl), "30",
        "seconds", "How long an empty answer or unknown name is remembered.");

    public static readonly SettingOf<int> ErrorTtl = Setting("dns_error_ttl", Integer(0, MaxTtl), "1",
        "seconds", "How long another error is remembered.", false, "resolver_error_ttl");

    public static readonly SettingOf<int> CacheSize = Setting("dns_cache_size", Integer(100, 10_000_000), "10000",
        "100-10000000", "Answers kept.", false, "resolver_lru_cache_size");

    public static readonly SettingGroup Group = new("DNS",
        [Resolver, HostsFile, Order, NewClient, ValidTtl, StaleTtl, NotFoundTtl, ErrorTtl, CacheSize]);

    public static DnsSettings Build(SettingValues values) => new()
    {
        Servers = values.Get(Resolver),
        HostsFile = values.Get(HostsFile),
        Order = values.Get(Order),
        NewClient = values.Get(NewClient),
        ValidTtl = values.Get(ValidTtl),
        StaleTtl = values.Get(StaleTtl),
        NotFoundTtl = values.Get(NotFoundTtl),
        ErrorTtl = values.Get(ErrorTtl),
        CacheSize = values.Get(CacheSize),
    };
}

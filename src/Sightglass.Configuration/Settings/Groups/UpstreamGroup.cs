using System.Collections.Immutable;
using static Sightglass.Configuration.Settings.Groups.Define;
using static Sightglass.Configuration.Settings.SettingReaders;

namespace Sightglass.Configuration.Settings.Groups;

/// <summary>Connections to upstreams.</summary>
internal static class UpstreamGroup
{
    public static readonly SettingOf<int> PoolSize = Setting("upstream_keepalive_pool_size", Integer(0, 65535), "512",
        "0-65535", "Idle connections kept for each address; 0 for none.");

    public static readonly SettingOf<int> MaxRequests = Setting("upstream_keepalive_max_requests", Integer(0, int.MaxValue), "10000",
        "0-2147483647", "Requests after which a connection is closed; 0 for no limit.");

    public static readonly SettingOf<TimeSpan> IdleTimeout = Setting("upstream_keepalive_idle_timeout", Seconds(0, 86400), "60",
        Define.Seconds, "How long a connection may be idle; 0 for no limit.");

    public static readonly SettingOf<bool> TlsVerify = Setting<bool>("upstream_tls_verify", Flag, "off",
        OnOff, "Whether certificates of upstreams are verified where a service does not say.", false, "nginx_proxy_proxy_ssl_verify");

    public static readonly SettingOf<int> TlsVerifyDepth = Setting("lua_ssl_verify_depth", Integer(0, 64), "1",
        "0-64", "Longest chain accepted where a service does not say.");

    public static readonly SettingOf<ImmutableArray<string>> TrustedCertificates = Setting("lua_ssl_trusted_certificate",
        List<string>(PathReader.Read), "system", "a list of PEM files and system",
        "Authorities trusted where a service names none, for upstreams and for plugins' connections.");

    public static readonly SettingOf<bool> ClientSsl = Setting<bool>("client_ssl", Flag, "off",
        OnOff, "Whether client_ssl_cert is presented to upstreams whose service and upstream entity name no certificate.");

    public static readonly SettingOf<PemSource?> ClientSslCert = Setting<PemSource?>("client_ssl_cert", PemSource.Read, "",
        "a PEM file", "The certificate, with its chain.");

    public static readonly SettingOf<PemSource?> ClientSslCertKey = Setting<PemSource?>("client_ssl_cert_key", PemSource.Read, "",
        "a PEM file", "Its private key.", secret: true);

    public static readonly SettingGroup Group = new("Upstreams",
    [
        PoolSize, MaxRequests, IdleTimeout, TlsVerify, TlsVerifyDepth, TrustedCertificates, ClientSsl, ClientSslCert, ClientSslCertKey,
    ]);

    public static UpstreamSettings Build(SettingValues values) => new()
    {
        KeepalivePoolSize = values.Get(PoolSize),
        KeepaliveMaxRequests = values.Get(MaxRequests),
        KeepaliveIdleTimeout = values.Get(IdleTimeout),
        TlsVerify = values.Get(TlsVerify),
        TlsVerifyDepth = values.Get(TlsVerifyDepth),
        TrustedCertificates = values.Get(TrustedCertificates),
        ClientCertificate = values.Get(ClientSsl) && values.Get(ClientSslCert) is { } certificate && values.Get(ClientSslCertKey) is { } key
            ? new CertificateFiles(certificate, key)
            : null,
    };
}

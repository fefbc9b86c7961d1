using System.Collections.Immutable;
using static Sightglass.Configuration.Settings.Groups.Define;
using static Sightglass.Configuration.Settings.SettingReaders;

namespace Sightglass.Configuration.Settings.Groups;

/// <summary>Where the node listens, and with which certificates.</summary>
internal static class ListenerGroup
{
    private const string Syntax = "a list of address:port with flags ssl, http2, proxy_protocol, reuseport, backlog=N; off";
    private const string Pem = "a list of PEM files";

    public static readonly SettingOf<ImmutableArray<Listener>> ProxyListen = Setting("proxy_listen", NetworkReaders.Listeners,
        "0.0.0.0:8000, 0.0.0.0:8443 http2 ssl", Syntax, "Where clients' requests are taken.");

    public static readonly SettingOf<ImmutableArray<Listener>> AdminListen = Setting("admin_listen", NetworkReaders.Listeners,
        "127.0.0.1:8001, 127.0.0.1:8444 http2 ssl", Syntax,
        "Where the Admin API answers. It asks for no password, so only this machine reaches it unless told otherwise. Off on a data plane.");

    public static readonly SettingOf<ImmutableArray<Listener>> StatusListen = Setting("status_listen", NetworkReaders.Listeners,
        "127.0.0.1:8100", Syntax, "Where health and metrics are read.");

    public static readonly SettingOf<ImmutableArray<PortMap>> PortMaps = Setting("port_maps", List<PortMap>(NetworkReaders.PortMap), "",
        "a list of seen:listening", "Ports that clients see when something in front maps them: 80:8000 reports and matches 80 for listener 8000.");

    public static readonly SettingOf<ImmutableArray<PemSource>> SslCert = Setting("ssl_cert", List<PemSource>(PemSource.ReadItem), "",
        Pem, "Certificates of TLS proxy listeners for server names that no certificate entity covers. Unset, one is generated.");

    public static readonly SettingOf<ImmutableArray<PemSource>> SslCertKey = Setting("ssl_cert_key", List<PemSource>(PemSource.ReadItem), "",
        Pem, "Their private keys, in the same order.", secret: true);

    public static readonly SettingOf<ImmutableArray<PemSource>> AdminSslCert = Setting("admin_ssl_cert", List<PemSource>(PemSource.ReadItem), "",
        Pem, "Certificates of TLS Admin API listeners. Unset, one is generated.");

    public static readonly SettingOf<ImmutableArray<PemSource>> AdminSslCertKey = Setting("admin_ssl_cert_key",
        List<PemSource>(PemSource.ReadItem), "", Pem, "Their private keys, in the same order.", secret: true);

    public static readonly SettingOf<ImmutableArray<PemSource>> StatusSslCert = Setting("status_ssl_cert", List<PemSource>(PemSource.ReadItem), "",
        Pem, "Certificates of TLS status listeners. Unset, one is generated.");

    public static readonly SettingOf<ImmutableArray<PemSource>> StatusSslCertKey = Setting("status_ssl_cert_key",
        List<PemSource>(PemSource.ReadItem), "", Pem, "Their private keys, in the same order.", secret: true);

    public static readonly SettingOf<TlsVersions> SslProtocols = Setting<TlsVersions>("ssl_protocols", TlsVersionReader.Read,
        "TLSv1.2 TLSv1.3", "TLSv1.2, TLSv1.3, or both", "Versions of TLS offered to clients.", false, "nginx_http_ssl_protocols");

    public static readonly SettingOf<ClientVerification> VerifyClient = Setting("ssl_verify_client",
        Choice(
            ("off", ClientVerification.Off), ("on", ClientVerification.On), ("optional", ClientVerification.Optional),
            ("optional_no_ca", ClientVerification.OptionalNoCa)),
        "off", "off, on, optional, optional_no_ca",
        "Whether clients of TLS proxy listeners are asked for a certificate. on: they must present one signed by an authority of "
        + "ssl_client_certificate. optional: the same, but they need not present any. optional_no_ca: whoever signed it.",
        false, "nginx_http_ssl_verify_client", "nginx_proxy_ssl_verify_client");

    public static readonly SettingOf<PemSource?> ClientCertificate = Setting<PemSource?>("ssl_client_certificate", PemSource.Read, "",
        "a PEM file", "Authorities that sign clients' certificates. Their names are told to clients that are asked for one.",
        false, "nginx_http_ssl_client_certificate", "nginx_proxy_ssl_client_certificate");

    public static readonly SettingOf<int> VerifyDepth = Setting("ssl_verify_depth", Integer(0, 64), "1", "0 to 64",
        "Intermediate certificates allowed between a client's certificate and its authority.",
        false, "nginx_http_ssl_verify_depth", "nginx_proxy_ssl_verify_depth");

    public static readonly SettingGroup Group = new("Listeners",
    [
        ProxyListen, AdminListen, StatusListen, PortMaps, SslCert, SslCertKey, AdminSslCert, AdminSslCertKey,
        StatusSslCert, StatusSslCertKey, SslProtocols, VerifyClient, ClientCertificate, VerifyDepth,
    ]);

    public static ListenerSettings Build(SettingValues values) => new()
    {
        Proxy = values.Get(ProxyListen),
        Admin = values.Get(AdminListen),
        Status = values.Get(StatusListen),
        PortMaps = values.Get(PortMaps),
        ProxyCertificates = Pairs(values.Get(SslCert), values.Get(SslCertKey)),
        AdminCertificates = Pairs(values.Get(AdminSslCert), values.Get(AdminSslCertKey)),
        StatusCertificates = Pairs(values.Get(StatusSslCert), values.Get(StatusSslCertKey)),
        TlsVersions = values.Get(SslProtocols),
        VerifyClient = values.Get(VerifyClient),
        ClientAuthorities = values.Get(ClientCertificate),
        ClientVerifyDepth = values.Get(VerifyDepth),
    };

    private static ImmutableArray<CertificateFiles> Pairs(ImmutableArray<PemSource> certificates, ImmutableArray<PemSource> keys) =>
        [.. certificates.Zip(keys, (certificate, key) => new CertificateFiles(certificate, key))];
}

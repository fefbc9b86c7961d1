using System.Collections.Immutable;
using static Sightglass.Configuration.Settings.Groups.Define;
using static Sightglass.Configuration.Settings.SettingReaders;

namespace Sightglass.Configuration.Settings.Groups;

/// <summary>The node's control plane.</summary>
internal static class ClusterGroup
{
    private const int ClusterPort = 8005;
    private const int TelemetryPort = 8006;
    private const string Pem = "a PEM file, or the PEM text";

    private static readonly (string, string)[] Instrumentations =
    [
        .. ((string[])["all", "request", "db_query", "dns_query", "router", "http_client", "balancer", "plugin_rewrite",
            "plugin_access", "plugin_header_filter"]).Select(n => (n, n)),
    ];

    public static readonly SettingOf<HostAndPort?> ControlPlane = Setting("cluster_control_plane", NetworkReaders.HostAndPort(ClusterPort), "",
        "host:port", "Control plane this node gets its configuration from; port 8005 unless given.");

    public static readonly SettingOf<string?> ServerName = Setting<string?>("cluster_server_name", NetworkReaders.HostName, "",
        "a host name", "Name the control plane's certificate must be for. Unset, the host of cluster_control_plane.");

    public static readonly SettingOf<HostAndPort?> Telemetry = Setting("cluster_telemetry_endpoint", NetworkReaders.HostAndPort(TelemetryPort), "",
        "host:port", "Where captured traces are sent. Unset, port 8006 of the control plane's host.");

    public static readonly SettingOf<string?> TelemetryServerName = Setting<string?>("cluster_telemetry_server_name", NetworkReaders.HostName, "",
        "a host name", "Name the telemetry endpoint's certificate must be for. Unset, its host.");

    public static readonly SettingOf<PemSource?> Certificate = Setting<PemSource?>("cluster_cert", PemSource.Read, "",
        Pem, "Certificate this node shows to the control plane; it must be registered there.");

    public static readonly SettingOf<PemSource?> Key = Setting<PemSource?>("cluster_cert_key", PemSource.Read, "",
        Pem, "Its private key.", secret: true);

    public static readonly SettingOf<PemSource?> Authority = Setting<PemSource?>("cluster_ca_cert", PemSource.Read, "",
        Pem, "Authority of the control plane's certificate. Unset, the system's authorities.");

    public static readonly SettingOf<long> MaxPayload = Setting("cluster_max_payload", Size(1 << 20, 1L << 30), "16777216",
        Bytes, "Largest message exchanged with the control plane.");

    public static readonly SettingOf<bool> Rpc = Setting<bool>("cluster_rpc", Flag, "on",
        OnOff, "Whether the channel to the control plane carries calls besides the configuration; debug sessions need it.");

    public static readonly SettingOf<bool> ActiveTracing = Setting<bool>("active_tracing", Flag, "on",
        OnOff, "Whether the node takes part in debug sessions.");

    public static readonly SettingOf<LookbackLimit> DebugLookback = Setting<LookbackLimit>("debug_lookback", LookbackLimit.Read, "0",
        "seconds such as 30s, or a number of requests", "What is kept in memory of finished requests, for sessions that look back; every request is then recorded. 0 for nothing.");

    public static readonly SettingOf<ImmutableArray<string>> TracingInstrumentations = Setting("tracing_instrumentations",
        List(Choice(Instrumentations)), "off",
        "off, all, or a list of request, db_query, dns_query, router, http_client, balancer, plugin_rewrite, plugin_access, plugin_header_filter",
        "Spans made for the opentelemetry plugin.", false, "opentelemetry_tracing");

    public static readonly SettingOf<double> TracingSamplingRate = Setting("tracing_sampling_rate", Number(0, 1), "0.01",
        "0-1", "Share of requests traced for the opentelemetry plugin.", false, "opentelemetry_tracing_sampling_rate");

    public static readonly SettingGroup Group = new("Control plane and tracing",
    [
        ControlPlane, ServerName, Telemetry, TelemetryServerName, Certificate, Key, Authority, MaxPayload, Rpc,
        ActiveTracing, DebugLookback, TracingInstrumentations, TracingSamplingRate,
    ]);

    public static ClusterSettings Build(SettingValues values)
    {
        var plane = values.Get(ControlPlane);
        var telemetry = values.Get(Telemetry);
        return new ClusterSettings
        {
            ControlPlane = plane,
            ServerName = values.Get(ServerName),
            TelemetryEndpoint = telemetry ?? (plane is null ? null : plane with { Port = TelemetryPort }),
            // The same certificate serves both ports of one host.
            TelemetryServerName = values.Get(TelemetryServerName) ?? (telemetry is null ? values.Get(ServerName) : null),
            Certificate = values.Get(Certificate),
            Key = values.Get(Key),
            Authority = values.Get(Authority),
            MaxPayload = (int)values.Get(MaxPayload),
            Rpc = values.Get(Rpc),
        };
    }

    public static TracingSettings BuildTracing(SettingValues values) => new()
    {
        ActiveTracing = values.Get(ActiveTracing),
        DebugLookback = values.Get(DebugLookback),
        Instrumentations = values.Get(TracingInstrumentations),
        SamplingRate = values.Get(TracingSamplingRate),
    };
}

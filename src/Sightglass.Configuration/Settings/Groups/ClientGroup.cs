using System.Collections.Immutable;
using System.Net;
using static Sightglass.Configuration.Settings.Groups.Define;
using static Sightglass.Configuration.Settings.SettingReaders;

namespace Sightglass.Configuration.Settings.Groups;

/// <summary>Whom to believe, and how much to take from clients.</summary>
internal static class ClientGroup
{
    private const long MaxBody = 1L << 40;

    public static readonly SettingOf<ImmutableArray<IPNetwork>> TrustedIps = Setting("trusted_ips", List<IPNetwork>(NetworkReaders.Range), "",
        "a list of addresses and CIDR ranges", "Peers whose X-Forwarded-* and real-IP headers are believed.");

    public static readonly SettingOf<string> RealIpHeader = Setting<string>("real_ip_header", Text, "X-Real-IP",
        "a header name, or proxy_protocol", "Header of a trusted peer that names the client.", false, "nginx_proxy_real_ip_header");

    public static readonly SettingOf<bool> RealIpRecursive = Setting<bool>("real_ip_recursive", Flag, "off",
        OnOff, "Whether trusted addresses inside the header are skipped too, from the right.", false, "nginx_proxy_real_ip_recursive");

    public static readonly SettingOf<long> MaxBodySize = Setting("client_max_body_size", Size(0, MaxBody), "0",
        Bytes, "Largest request body; 0 for no limit. Larger ones are answered 413.", false,
        "nginx_http_client_max_body_size", "nginx_proxy_client_max_body_size", "nginx_location_client_max_body_size");

    public static readonly SettingOf<long> AdminMaxBodySize = Setting("admin_client_max_body_size", Size(0, 1L << 31), "10m",
        Bytes, "Largest body the Admin API takes; 0 for no limit.", false, "nginx_admin_client_max_body_size");

    public static readonly SettingOf<long> BodyBufferSize = Setting("client_body_buffer_size", Size(1024, 1L << 30), "8k",
        Bytes, "Request body held back on buffered routes until all of it is here; a larger one is streamed.", false,
        "nginx_http_client_body_buffer_size", "nginx_proxy_client_body_buffer_size", "nginx_location_client_body_buffer_size");

    public static readonly SettingOf<HeaderBuffers> LargeHeaderBuffers = Setting("large_client_header_buffers", (SettingReader<HeaderBuffers>)HeaderBuffers.Read, "4 8k",
        "a number of buffers and their size", "Largest request line (414 beyond), largest header line (400 beyond): one buffer; all headers together (400 beyond): all buffers.",
        false, "nginx_http_large_client_header_buffers", "nginx_proxy_large_client_header_buffers");

    public static readonly SettingOf<long> MaxHeaderSize = Setting("client_max_header_size", Size(1024, 1L << 20), "32k",
        Bytes, "Largest request head, where that is more than large_client_header_buffers allow.");

    public static readonly SettingOf<int> MaxHeaderCount = Setting("client_max_header_count", Integer(10, 1000), "1000",
        "10-1000", "Most headers a request may have. More are answered 400.");

    public static readonly SettingOf<TimeSpan> HeaderTimeout = Setting("client_header_timeout", Duration(1, 3600), "60",
        Define.Duration, "Longest time for a request head.", false, "nginx_http_client_header_timeout", "nginx_proxy_client_header_timeout");

    public static readonly SettingOf<TimeSpan> KeepaliveTimeout = Setting("client_keepalive_timeout", Duration(1, 3600), "75",
        Define.Duration, "How long a client's connection may be idle.", false, "nginx_http_keepalive_timeout", "nginx_proxy_keepalive_timeout");

    public static readonly SettingOf<TimeSpan> BodyTimeout = Setting("client_body_timeout", Duration(1, 3600), "60",
        Define.Duration, "Longest time between two pieces of a request body; 408 beyond.", false, "nginx_http_client_body_timeout", "nginx_proxy_client_body_timeout");

    public static readonly SettingOf<int> KeepaliveRequests = Setting("client_keepalive_requests", Integer(1, 1_000_000_000), "10000",
        "1-1000000000", "Requests after which a client's connection is closed.", false, "nginx_http_keepalive_requests", "nginx_proxy_keepalive_requests");

    public static readonly SettingOf<int?> MaxConnections = Setting("client_max_connections", (SettingReader<int?>)Connections, "auto",
        "1-10000000, or auto", "Clients' connections at once, of the whole node; more are closed as they come. auto for no limit.", false, "nginx_events_worker_connections");

    public static readonly SettingOf<int> MaxRequestHeaders = Setting("lua_max_req_headers", Integer(1, 1000), "100",
        "1-1000", "Request headers that functions of Lua code give when the code does not say how many.");

    public static readonly SettingOf<int> MaxResponseHeaders = Setting("lua_max_resp_headers", Integer(1, 1000), "100",
        "1-1000", "Response headers that they give.");

    public static readonly SettingOf<int> MaxUriArguments = Setting("lua_max_uri_args", Integer(1, 1000), "100",
        "1-1000", "Query arguments plugins see at once.");

    public static readonly SettingOf<int> MaxPostArguments = Setting("lua_max_post_args", Integer(1, 1000), "100",
        "1-1000", "Form fields that they give.");

    public static readonly SettingGroup Group = new("Clients",
    [
        TrustedIps, RealIpHeader, RealIpRecursive, MaxBodySize, AdminMaxBodySize, BodyBufferSize, LargeHeaderBuffers,
        MaxHeaderSize, MaxHeaderCount,
        HeaderTimeout, BodyTimeout, KeepaliveTimeout, KeepaliveRequests, MaxConnections, MaxRequestHeaders, MaxResponseHeaders, MaxUriArguments, MaxPostArguments,
    ]);

    public static ClientSettings Build(SettingValues values) => new()
    {
        TrustedIps = values.Get(TrustedIps),
        RealIpHeader = values.Get(RealIpHeader),
        RealIpRecursive = values.Get(RealIpRecursive),
        MaxBodySize = Limit(values.Get(MaxBodySize)),
        AdminMaxBodySize = Limit(values.Get(AdminMaxBodySize)),
        BodyBufferSize = (int)values.Get(BodyBufferSize),
        MaxHeaderLine = values.Get(LargeHeaderBuffers).Size,
        MaxHeaderSize = (int)Math.Max(values.Get(MaxHeaderSize), values.Get(LargeHeaderBuffers).Total),
        MaxHeaderCount = values.Get(MaxHeaderCount),
        HeaderTimeout = values.Get(HeaderTimeout),
        BodyTimeout = values.Get(BodyTimeout),
        KeepaliveTimeout = values.Get(KeepaliveTimeout),
        KeepaliveRequests = values.Get(KeepaliveRequests),
        MaxConnections = values.Get(MaxConnections),
        MaxRequestHeaders = values.Get(MaxRequestHeaders),
        MaxResponseHeaders = values.Get(MaxResponseHeaders),
        MaxUriArguments = values.Get(MaxUriArguments),
        MaxPostArguments = values.Get(MaxPostArguments),
    };

    private static string? Connections(string text, out int? value)
    {
        value = null;
        return text == "auto" ? null : OptionalInteger(1, 10_000_000)(text, out value);
    }

    private static long? Limit(long size) => size == 0 ? null : size;
}

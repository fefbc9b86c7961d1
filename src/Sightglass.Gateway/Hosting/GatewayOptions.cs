using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Routing;
using Sightglass.Gateway.Errors;
using Sightglass.Gateway.Listening;
using Sightglass.Gateway.Tls;
using Sightglass.Gateway.Upstream;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Hosting;

/// <summary>What a gateway is started with. Settings keep the names and defaults of gateway.md 13 where they have one.</summary>
public sealed record GatewayOptions
{
    /// <summary>Where the proxy listens; at least one.</summary>
    public required ImmutableArray<ListenerSettings> Listeners { get; init; }

    /// <summary>The plugins that configurations may use.</summary>
    public ImmutableArray<Plugin> Plugins { get; init; } = [];

    /// <summary>How routes are told apart and ordered (<c>router_flavor</c>).</summary>
    public RouterFlavor RouterFlavor { get; init; }

    /// <summary>What is served until <see cref="GatewayHost.ApplyAsync"/> is called.</summary>
    public GatewayConfiguration Configuration { get; init; } = GatewayConfiguration.Empty;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Guid NodeId { get; init; } = Guid.NewGuid();

    public string Hostname { get; init; } = Environment.MachineName;

    /// <summary>The name and version told to clients and upstreams in <c>Server</c> and <c>Via</c>.</summary>
    public string ServerToken { get; init; } = "kong/3.10.0";

    /// <summary>Headers added to responses (<c>headers</c>).</summary>
    public HeaderTokens Headers { get; init; } = HeaderTokens.Default;

    /// <summary>Headers added to requests to upstreams (<c>headers_upstream</c>).</summary>
    public HeaderTokens UpstreamHeaders { get; init; } = HeaderTokens.RequestId;

    /// <summary>Peers whose forwarding headers are believed (<c>trusted_ips</c>). Default none.</summary>
    public ImmutableArray<IPNetwork> TrustedIps { get; init; } = [];

    /// <summary>The header that names the real client (<c>real_ip_header</c>).</summary>
    public string RealIpHeader { get; init; } = "X-Real-IP";

    /// <summary>Whether trusted addresses in that header are skipped (<c>real_ip_recursive</c>).</summary>
    public bool RealIpRecursive { get; init; }

    /// <summary>Listening ports that are known to clients under another number (<c>port_maps</c>): key listening, value public.</summary>
    public FrozenDictionary<int, int> PortMaps { get; init; } = FrozenDictionary<int, int>.Empty;

    /// <summary>The format of proxy failures when the request does not say: a media type (<c>error_default_type</c>).</summary>
    public string ErrorDefaultType { get; init; } = "text/plain";

    public ErrorTemplates ErrorTemplates { get; init; } = new();

    /// <summary>Whether <c>Kong-Debug</c> makes responses tell route and service (<c>allow_debug_header</c>).</summary>
    public bool AllowDebugHeader { get; init; }

    /// <summary>Which spans plugins may make of traces (<c>tracing_instrumentations</c>). Default none.</summary>
    public TracingInstrumentation TracingInstrumentations { get; init; }

    /// <summary>The share of requests that plugins make spans of (<c>tracing_sampling_rate</c>).</summary>
    public double TracingSamplingRate { get; init; } = 0.01;

    /// <summary>What a request must show to be told where its time went (<c>request_debug_token</c>); null when none is told (<c>request_debug</c>).</summary>
    public string? RequestDebugToken { get; init; }

    /// <summary>Query parameters read for plugins (<c>lua_max_uri_args</c>). Default 100.</summary>
    public int MaxQueryArguments { get; init; } = 100;

    /// <summary>Headers of a request; more are answered with 400. Default 1,000.</summary>
    public int MaxRequestHeaders { get; init; } = 1_000;

    /// <summary>Bytes of a request's headers together; more are answered with 400. Default 32 KiB.</summary>
    public int MaxRequestHeadersSize { get; init; } = 32 * 1024;

    /// <summary>
    /// Bytes of a request line, more are answered with 414; and of a header line, more are answered with 400
    /// (<c>large_client_header_buffers</c>). Default 8 KiB.
    /// </summary>
    public int MaxRequestLineSize { get; init; } = 8 * 1024;

    /// <summary>Bytes of a request's body (<c>nginx_http_client_max_body_size</c>); more are answered with 413. Default 0: no limit.</summary>
    public long MaxRequestBodySize { get; init; }

    /// <summary>Bytes of a request's body held back until all of it is here (<c>client_body_buffer_size</c>); more is streamed. Default 8 KiB.</summary>
    public int RequestBodyBufferSize { get; init; } = 8 * 1024;

    /// <summary>How long a client may take to send a request's head. Default 60 s.</summary>
    public TimeSpan RequestHeadersTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a client may take between two pieces of a request's body; longer is answered with 408
    /// (<c>client_body_timeout</c>). Default 60 s.</summary>
    public TimeSpan RequestBodyTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a client's connection may be idle between requests. Default 75 s.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>Requests after which a client's connection is closed (<c>client_keepalive_requests</c>). Default 10,000.</summary>
    public int KeepAliveRequests { get; init; } = 10_000;

    /// <summary>Client connections at once (<c>client_max_connections</c>); null for no limit.</summary>
    public long? MaxConnections { get; init; }

    /// <summary>Bytes of an upstream response kept in memory for plugins of the response phase; a larger one is answered with 502. Default 64 MiB.</summary>
    public int MaxBufferedResponseSize { get; init; } = 64 << 20;

    /// <summary>How long stopping waits for requests in progress. Default 10 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Idle connections kept per upstream peer (<c>upstream_keepalive_pool_size</c>). Default 512.</summary>
    public int UpstreamKeepalivePoolSize { get; init; } = 512;

    /// <summary>Requests after which a connection to an upstream is closed (<c>upstream_keepalive_max_requests</c>). Default 10,000.</summary>
    public int UpstreamKeepaliveMaxRequests { get; init; } = 10_000;

    /// <summary>How long a connection to an upstream may be idle (<c>upstream_keepalive_idle_timeout</c>). Default 60 s.</summary>
    public TimeSpan UpstreamKeepaliveIdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Presented to TLS clients whose server name no certificate of the configuration covers (<c>ssl_cert</c>); null for one that is made
    /// at the start.
    /// </summary>
    public SslStreamCertificateContext? DefaultCertificate { get; init; }

    /// <summary>Further ones, for clients that can check one kind of key only; the first with another kind than <see cref="DefaultCertificate"/> counts.</summary>
    public ImmutableArray<SslStreamCertificateContext> DefaultCertificateAlternatives { get; init; } = [];

    /// <summary>Versions of TLS offered to clients (<c>ssl_protocols</c>). Default 1.2 and 1.3.</summary>
    public SslProtocols TlsVersions { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Whether clients are asked for certificates, and which are good.</summary>
    public ClientCertificatePolicy ClientCertificates { get; init; } = new();

    /// <summary>TLS to upstreams whose service does not say.</summary>
    public UpstreamTlsDefaults UpstreamTls { get; init; } = new();

    /// <summary>How names are resolved.</summary>
    public ResolverSettings Resolver { get; init; } = new();
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging;
using Sightglass.Configuration.Settings;
using Sightglass.Gateway.Errors;
using Sightglass.Gateway.Hosting;
using Sightglass.Gateway.Tls;
using Sightglass.Gateway.Upstream;
using Sightglass.PluginSdk;

namespace Sightglass.Gateway.Node;

/// <summary>Makes what a gateway is started with out of the process's settings.</summary>
internal static class GatewayOptionsFactory
{
    /// <exception cref="IOException">An error template or a certificate cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A certificate cannot be used.</exception>
    public static GatewayOptions Create(GatewaySettings settings, Guid nodeId, ImmutableArray<Plugin> plugins, ILoggerFactory loggers, TimeProvider time)
    {
        var certificates = ListenerCertificate.LoadAll("ssl_cert", settings.Listeners.ProxyCertificates);
        return CreateBasic(settings, nodeId, plugins, loggers, time) with
        {
            DefaultCertificate = certificates.FirstOrDefault(),
            DefaultCertificateAlternatives = [.. certificates.Skip(1)],
        };
    }

    private static GatewayOptions CreateBasic(GatewaySettings settings, Guid nodeId, ImmutableArray<Plugin> plugins, ILoggerFactory loggers, TimeProvider time) => new()
    {
        Listeners = [.. settings.Listeners.Proxy.Select(ToListener)],
        Plugins = plugins,
        RouterFlavor = settings.RouterFlavor,
        LoggerFactory = loggers,
        Time = time,
        NodeId = nodeId,
        Headers = ToTokens(settings.Responses.Headers),
        UpstreamHeaders = settings.Responses.RequestIdUpstream ? HeaderTokens.RequestId : HeaderTokens.None,
        TrustedIps = settings.Client.TrustedIps,
        RealIpHeader = settings.Client.RealIpHeader,
        RealIpRecursive = settings.Client.RealIpRecursive,
        PortMaps = settings.Listeners.PortMaps.ToFrozenDictionary(map => map.Listening, map => map.Seen),
        ErrorDefaultType = settings.Responses.ErrorDefaultType,
        ErrorTemplates = new ErrorTemplates(
            Template(settings.Responses.ErrorTemplateHtml),
            Template(settings.Responses.ErrorTemplateJson),
            Template(settings.Responses.ErrorTemplateXml),
            Template(settings.Responses.ErrorTemplatePlain)),
        TracingInstrumentations = ToInstrumentations(settings.Tracing.Instrumentations),
        TracingSamplingRate = settings.Tracing.SamplingRate,
        AllowDebugHeader = settings.Responses.AllowDebugHeader,
        MaxQueryArguments = settings.Client.MaxUriArguments,
        MaxRequestHeaders = settings.Client.MaxHeaderCount,
        MaxRequestHeadersSize = settings.Client.MaxHeaderSize,
        MaxRequestLineSize = settings.Client.MaxHeaderLine,
        MaxRequestBodySize = settings.Client.MaxBodySize ?? 0,
        RequestBodyBufferSize = settings.Client.BodyBufferSize,
        RequestHeadersTimeout = settings.Client.HeaderTimeout,
        RequestBodyTimeout = settings.Client.BodyTimeout,
        KeepAliveTimeout = settings.Client.KeepaliveTimeout,
        KeepAliveRequests = settings.Client.KeepaliveRequests,
        MaxConnections = settings.Client.MaxConnections,
        UpstreamKeepalivePoolSize = settings.Upstreams.KeepalivePoolSize,
        UpstreamKeepaliveMaxRequests = settings.Upstreams.KeepaliveMaxRequests,
        UpstreamKeepaliveIdleTimeout = settings.Upstreams.KeepaliveIdleTimeout,
        TlsVersions = settings.Listeners.TlsVersions.ToProtocols(),
        ClientCertificates = new ClientCertificatePolicy
        {
            Mode = settings.Listeners.VerifyClient,
            Depth = settings.Listeners.ClientVerifyDepth,
            Authorities = ClientCertificatePolicy.LoadAuthorities(settings.Listeners.ClientAuthorities),
        },
        UpstreamTls = new UpstreamTlsDefaults
        {
            Verify = settings.Upstreams.TlsVerify,
            VerifyDepth = settings.Upstreams.TlsVerifyDepth,
            Authorities = UpstreamTlsDefaults.LoadAuthorities(settings.Upstreams.TrustedCertificates),
            ClientCertificate = settings.Upstreams.ClientCertificate is { } pair ? ListenerCertificate.LoadAll("client_ssl_cert", [pair])[0] : null,
        },
        Resolver = new ResolverSettings
        {
            Servers = settings.Dns.Servers,
            HostsFile = settings.Dns.HostsFile,
            Order = settings.Dns.Order,
            NewClient = settings.Dns.NewClient,
            ValidTtl = settings.Dns.ValidTtl,
            StaleTtl = settings.Dns.StaleTtl,
            NotFoundTtl = settings.Dns.NotFoundTtl,
            ErrorTtl = settings.Dns.ErrorTtl,
            CacheSize = settings.Dns.CacheSize,
        },
    };

    private static Listening.ListenerSettings ToListener(Listener listener) => new()
    {
        EndPoint = new IPEndPoint(listener.Address, listener.Port),
        Tls = listener.Ssl,
        Http2 = listener.Http2,
        ProxyProtocol = listener.ProxyProtocol,
        Backlog = listener.Backlog ?? 512,
    };

    private static string? Template(string? path) => path is null ? null : File.ReadAllText(path);

    // The request is there whenever anything is, and db_query has nothing to tell: there is no database.
    private static TracingInstrumentation ToInstrumentations(ImmutableArray<string> names)
    {
        if (names.IsEmpty || names[0] == "off")
        {
            return TracingInstrumentation.Off;
        }

        var spans = TracingInstrumentation.Request;
        foreach (var name in names)
        {
            spans |= name switch
            {
                "all" => TracingInstrumentation.All,
                "router" => TracingInstrumentation.Router,
                "dns_query" => TracingInstrumentation.DnsQuery,
                "balancer" => TracingInstrumentation.Balancer,
                "http_client" => TracingInstrumentation.HttpClient,
                "plugin_rewrite" => TracingInstrumentation.PluginRewrite,
                "plugin_access" => TracingInstrumentation.PluginAccess,
                "plugin_header_filter" => TracingInstrumentation.PluginHeaderFilter,
                _ => TracingInstrumentation.Off,
            };
        }

        return spans;
    }

    private static HeaderTokens ToTokens(GatewayHeaders headers)
    {
        var tokens = HeaderTokens.None;
        foreach (var (from, to) in Tokens)
        {
            if (headers.HasFlag(from))
            {
                tokens |= to;
            }
        }

        return tokens;
    }

    private static readonly (GatewayHeaders From, HeaderTokens To)[] Tokens =
    [
        (GatewayHeaders.Server, HeaderTokens.Server),
        (GatewayHeaders.Via, HeaderTokens.Via),
        (GatewayHeaders.ProxyLatency, HeaderTokens.ProxyLatency),
        (GatewayHeaders.ResponseLatency, HeaderTokens.ResponseLatency),
        (GatewayHeaders.UpstreamLatency, HeaderTokens.UpstreamLatency),
        (GatewayHeaders.UpstreamStatus, HeaderTokens.UpstreamStatus),
        (GatewayHeaders.RequestId, HeaderTokens.RequestId),
    ];
}

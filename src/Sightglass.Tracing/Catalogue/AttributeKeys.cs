namespace Sightglass.Tracing.Catalogue;

/// <summary>
/// Every span attribute the gateway records. A field's name is the attribute's name in Pascal case: dots and
/// underscores go, as in <c>proxy.kong.route_id</c> → <see cref="ProxyKongRouteId"/>.
/// </summary>
public static class AttributeKeys
{
    // Root span
    public static readonly AttributeKey UrlFull = new(
        "url.full",
        AttributeType.String,
        "The full URL of the request as the client asked for it, without the query.");
    public static readonly AttributeKey UrlScheme = new("url.scheme", AttributeType.String, "The scheme: http, https, ws or wss.");
    public static readonly AttributeKey ClientAddress = new(
        "client.address",
        AttributeType.String,
        "The address of the client, honouring real_ip_header and trusted_ips.");
    public static readonly AttributeKey ClientPort = new(
        "client.port",
        AttributeType.Int,
        "The port of the client, honouring real_ip_header and trusted_ips.");
    public static readonly AttributeKey NetworkPeerAddress = new(
        "network.peer.address",
        AttributeType.String,
        "The address of the other end of the connection that this span is about.");
    public static readonly AttributeKey NetworkPeerPort = new(
        "network.peer.port",
        AttributeType.Int,
        "The port of the other end of the connection that this span is about.");
    public static readonly AttributeKey ServerAddress = new("server.address", AttributeType.String, "The address the request arrived at.");
    public static readonly AttributeKey ServerPort = new("server.port", AttributeType.Int, "The port the request arrived at.");
    public static readonly AttributeKey NetworkProtocolName = new(
        "network.protocol.name",
        AttributeType.String,
        "The protocol spoken: http, grpc or ws towards the client; http, grpc, redis, tcp or tls towards a third party.");
    public static readonly AttributeKey NetworkProtocolVersion = new(
        "network.protocol.version",
        AttributeType.String,
        "The version of the HTTP protocol the client speaks: 1.0, 1.1, 2 or 3.");
    public static readonly AttributeKey HttpRequestMethod = new("http.request.method", AttributeType.String, "The request's method.");
    public static readonly AttributeKey HttpRequestBodySize = new(
        "http.request.body.size",
        AttributeType.Int,
        "Size of the request's body, in bytes.");
    public static readonly AttributeKey HttpRequestSize = new(
        "http.request.size",
        AttributeType.Int,
        "Size of the request's headers and body, in bytes.");
    public static readonly AttributeKey HttpResponseBodySize = new(
        "http.response.body.size",
        AttributeType.Int,
        "Size of the response's body as sent to the client, in bytes.");
    public static readonly AttributeKey HttpResponseSize = new(
        "http.response.size",
        AttributeType.Int,
        "Size of the response's headers and body as sent to the client, in bytes.");
    public static readonly AttributeKey HttpRequestHeaderHost = new(
        "http.request.header.host",
        AttributeType.String,
        "The Host header (or the authority) as received; it may differ from the SNI.");
    public static readonly AttributeKey HttpResponseStatusCode = new(
        "http.response.status_code",
        AttributeType.Int,
        "The response's status: on the root, the one sent to the client; on an HTTP call, the one received.");
    public static readonly AttributeKey KongRequestId = new("kong.request.id", AttributeType.String, "The unique id of the request.");
    public static readonly AttributeKey TlsClientServerName = new(
        "tls.client.server_name",
        AttributeType.String,
        "The server name the client asked for in the handshake (SNI).");
    public static readonly AttributeKey TlsResumed = new("tls.resumed", AttributeType.Bool, "Whether the TLS session was resumed.");
    public static readonly AttributeKey TlsClientSubject = new(
        "tls.client.subject",
        AttributeType.String,
        "The subject (distinguished name) of the certificate the client presented.");
    public static readonly AttributeKey TlsServerSubject = new(
        "tls.server.subject",
        AttributeType.String,
        "The subject (distinguished name) of the certificate presented to the client.");
    public static readonly AttributeKey TlsCipher = new("tls.cipher", AttributeType.String, "The cipher suite that was negotiated.");
    public static readonly AttributeKey TlsProtocolVersion = new(
        "tls.protocol.version",
        AttributeType.String,
        "The TLS version that was negotiated: 1.2 or 1.3.");
    public static readonly AttributeKey ProxyKongConsumerId = new(
        "proxy.kong.consumer_id",
        AttributeType.String,
        "The id of the authenticated consumer.");
    public static readonly AttributeKey ProxyKongRouteId = new("proxy.kong.route_id", AttributeType.String, "The id of the matched route.");
    public static readonly AttributeKey ProxyKongServiceId = new("proxy.kong.service_id", AttributeType.String, "The id of the matched service.");
    public static readonly AttributeKey ProxyKongUpstreamId = new(
        "proxy.kong.upstream_id",
        AttributeType.String,
        "The id of the upstream entity that the service's host resolved to.");
    public static readonly AttributeKey ProxyKongUpstreamStatusCode = new(
        "proxy.kong.upstream_status_code",
        AttributeType.Int,
        "The status the upstream answered with.");
    public static readonly AttributeKey ProxyKongLatencyTotal = new(
        "proxy.kong.latency.total",
        AttributeType.Int,
        "Time from the first byte in to the last byte out, in nanoseconds.");
    public static readonly AttributeKey ProxyKongLatencyInternal = new(
        "proxy.kong.latency.internal",
        AttributeType.Int,
        "The gateway's own share of the total, in nanoseconds.");
    public static readonly AttributeKey ProxyKongLatencyUpstream = new(
        "proxy.kong.latency.upstream",
        AttributeType.Int,
        "Time waiting for the upstream, from connect to the last response byte, in nanoseconds; waits on the client are taken out.");
    public static readonly AttributeKey ProxyKongLatencyClient = new(
        "proxy.kong.latency.client",
        AttributeType.Int,
        "Time waiting for the client (handshake, headers, body, reading the response), in nanoseconds.");
    public static readonly AttributeKey ProxyKongLatency3pTotalIo = new(
        "proxy.kong.latency.3p.total_io",
        AttributeType.Int,
        "Time waiting for plugin and resolver I/O, in nanoseconds; overlapping calls count once.");
    public static readonly AttributeKey ProxyKongLatency3pDnsTotalIo = new(
        "proxy.kong.latency.3p.dns.total_io",
        AttributeType.Int,
        "Time in name resolution, in nanoseconds; every call counts in full.");
    public static readonly AttributeKey ProxyKongLatency3pHttpClientTotalIo = new(
        "proxy.kong.latency.3p.http_client.total_io",
        AttributeType.Int,
        "Time in HTTP calls made by plugins, in nanoseconds; every call counts in full.");
    public static readonly AttributeKey ProxyKongLatency3pRedisTotalIo = new(
        "proxy.kong.latency.3p.redis.total_io",
        AttributeType.Int,
        "Time in Redis calls made by plugins, in nanoseconds; every call counts in full.");
    public static readonly AttributeKey ProxyKongLatency3pTcpsockTotalIo = new(
        "proxy.kong.latency.3p.tcpsock.total_io",
        AttributeType.Int,
        "Time on plain sockets used by plugins, in nanoseconds; every call counts in full.");
    public static readonly AttributeKey ProxyKongLatencyNetIoTimings = new(
        "proxy.kong.latency.net_io_timings",
        AttributeType.String,
        "JSON array of {ip, connect_time, rw_time}, one per peer contacted inside the request; times in nanoseconds.");
    public static readonly AttributeKey ProxyKongClientKA = new(
        "proxy.kong.client_KA",
        AttributeType.Bool,
        "Whether the client reused a kept-alive connection.");
    public static readonly AttributeKey ProxyKongClientConnectionRequestCount = new(
        "proxy.kong.client.connection.request_count",
        AttributeType.Int,
        "Requests so far on the client's connection, this one included.");

    // Client headers
    public static readonly AttributeKey ProxyKongHttpHeadersCount = new(
        "proxy.kong.http_headers_count",
        AttributeType.Int,
        "The number of headers the client sent.");
    public static readonly AttributeKey ProxyKongHttpHeadersSize = new(
        "proxy.kong.http_headers_size",
        AttributeType.Int,
        "The size of the headers the client sent, in bytes.");

    // Router
    public static readonly AttributeKey ProxyKongRouterMatched = new(
        "proxy.kong.router.matched",
        AttributeType.String,
        "Whether a route matched: yes or no.");
    public static readonly AttributeKey ProxyKongRouterRouteId = new(
        "proxy.kong.router.route_id",
        AttributeType.String,
        "The id of the route that matched.");
    public static readonly AttributeKey ProxyKongRouterServiceId = new(
        "proxy.kong.router.service_id",
        AttributeType.String,
        "The id of the service behind the route that matched.");
    public static readonly AttributeKey ProxyKongRouterUpstreamPath = new(
        "proxy.kong.router.upstream_path",
        AttributeType.String,
        "The path of the upstream URL that the match gave.");
    public static readonly AttributeKey ProxyKongRouterCacheHit = new(
        "proxy.kong.router.cache_hit",
        AttributeType.String,
        "Whether the match came from the router's cache: yes or no.");

    // Plugins
    public static readonly AttributeKey ProxyKongPluginInstanceId = new(
        "proxy.kong.plugin.instance_id",
        AttributeType.String,
        "The id of the plugin configuration that ran.");
    public static readonly AttributeKey ProxyKongPluginHttpResponseStatusCode = new(
        "proxy.kong.plugin.http.response.status_code",
        AttributeType.Int,
        "The status of the response with which the plugin ended the request.");
    public static readonly AttributeKey ProxyKongPluginHttpResponseStatusMessage = new(
        "proxy.kong.plugin.http.response.status_message",
        AttributeType.String,
        "The message of the response with which the plugin ended the request.");
    public static readonly AttributeKey ProxyKongPluginExecutionTime = new(
        "proxy.kong.plugin.execution_time",
        AttributeType.Int,
        "Time really spent inside the handler, in nanoseconds; the span also covers the pauses between chunks.");

    // Name resolution
    public static readonly AttributeKey ProxyKongDnsEntry = new(
        "proxy.kong.dns.entry",
        AttributeType.String,
        "JSON array of the tries, each with the name, record type, server and outcome (answers with their ttl, cached, or the error).");
    public static readonly AttributeKey ProxyKongDnsDomain = new("proxy.kong.dns.domain", AttributeType.String, "The name that was asked for.");

    // Upstream
    public static readonly AttributeKey ProxyKongUpstreamLbAlgorithm = new(
        "proxy.kong.upstream.lb_algorithm",
        AttributeType.String,
        "The load-balancing algorithm: round-robin, consistent-hashing, least-connections or latency.");
    public static readonly AttributeKey NetworkPeerName = new("network.peer.name", AttributeType.String, "The DNS name of the target.");
    public static readonly AttributeKey TryCount = new("try_count", AttributeType.Int, "The number of this attempt, counted from 1.");
    public static readonly AttributeKey Keepalive = new(
        "keepalive",
        AttributeType.Bool,
        "Whether the connection was taken from the keep-alive pool.");

    // What the recorder itself says
    public static readonly AttributeKey SightglassDroppedSpans = new(
        "sightglass.dropped_spans",
        AttributeType.Int,
        "Spans that were not kept because the trace had reached its limit.");
    public static readonly AttributeKey SightglassCut = new(
        "sightglass.cut",
        AttributeType.Bool,
        "Set on a span that was still open when the step around it, or the request, ended: it was closed there.");

    // Exception events
    public static readonly AttributeKey ExceptionType = new("exception.type", AttributeType.String, "The type of the exception.");
    public static readonly AttributeKey ExceptionMessage = new("exception.message", AttributeType.String, "The exception's message.");
    public static readonly AttributeKey ExceptionStacktrace = new("exception.stacktrace", AttributeType.String, "The exception's stack trace.");
}

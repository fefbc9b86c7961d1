using System.Collections.Immutable;
using Sightglass.Expressions.Fields;

namespace Sightglass.Tracing.Sampling;

/// <summary>
/// The fields that sampling rules may use: everything of a request, what is known once there is a response, and every attribute of the
/// root span under its own name. Boolean attributes are Strings here, <c>true</c> or <c>false</c>: the language has no booleans.
/// </summary>
public static class SamplingFields
{
    private static readonly ImmutableArray<FieldDefinition> Fields =
    [
        .. RequestFields.Http,
        new(SamplingFieldIds.ResponseStatusCode, "http.response.status_code", FieldType.Int)
        {
            Stage = SamplingStages.ResponseHead,
            Meaning = "The status sent to the client.",
        },
        new(SamplingFieldIds.UpstreamStatusCode, "proxy.kong.upstream.status_code", FieldType.Int)
        {
            Stage = SamplingStages.ResponseHead,
            Meaning = "The status of the upstream; absent if the gateway made the response itself.",
            Aliases = ["proxy.kong.upstream_status_code"],
        },
        new(SamplingFieldIds.RouteId, "proxy.kong.route.id", FieldType.String)
        {
            Stage = SamplingStages.Route,
            Meaning = "The matched route; absent if none matched.",
            Aliases = ["proxy.kong.route_id"],
        },
        new(SamplingFieldIds.ServiceId, "proxy.kong.service.id", FieldType.String)
        {
            Stage = SamplingStages.Route,
            Meaning = "The matched route's service; absent if it has none.",
            Aliases = ["proxy.kong.service_id"],
        },
        new(SamplingFieldIds.ConsumerId, "proxy.kong.consumer.id", FieldType.String)
        {
            Stage = SamplingStages.Consumer,
            Meaning = "The authenticated consumer; absent if there is none.",
            Aliases = ["proxy.kong.consumer_id"],
        },
        new(SamplingFieldIds.UpstreamId, "proxy.kong.upstream.id", FieldType.String)
        {
            Stage = SamplingStages.ResponseHead,
            Meaning = "The upstream entity that was resolved; absent if the service names a host.",
            Aliases = ["proxy.kong.upstream_id"],
        },
        new(SamplingFieldIds.RequestId, "proxy.kong.request.id", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "The unique id of the request.",
            Aliases = ["kong.request.id", "proxy.kong.request_id"],
        },
        new(SamplingFieldIds.LatencyTotalMs, "proxy.kong.latency_total_ms", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "First byte in to last byte out, in milliseconds, rounded down.",
        },
        new(SamplingFieldIds.UrlFull, "url.full", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "The full URL without the query.",
        },
        new(SamplingFieldIds.UrlScheme, "url.scheme", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "The URL's scheme.",
        },
        new(SamplingFieldIds.ClientAddress, "client.address", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "The real client's address, as text.",
        },
        new(SamplingFieldIds.ClientPort, "client.port", FieldType.Int)
        {
            Stage = SamplingStages.Request,
            Meaning = "The real client's port.",
        },
        new(SamplingFieldIds.NetworkPeerAddress, "network.peer.address", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "The address of the TCP peer, as text.",
        },
        new(SamplingFieldIds.NetworkPeerPort, "network.peer.port", FieldType.Int)
        {
            Stage = SamplingStages.Request,
            Meaning = "The port of the TCP peer.",
        },
        new(SamplingFieldIds.ServerAddress, "server.address", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "The address the request arrived at, as text.",
        },
        new(SamplingFieldIds.ServerPort, "server.port", FieldType.Int)
        {
            Stage = SamplingStages.Request,
            Meaning = "The port the request arrived at.",
        },
        new(SamplingFieldIds.NetworkProtocolName, "network.protocol.name", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "http, grpc or ws.",
        },
        new(SamplingFieldIds.NetworkProtocolVersion, "network.protocol.version", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "1.0, 1.1 or 2.",
        },
        new(SamplingFieldIds.RequestMethod, "http.request.method", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "The request method, as sent.",
        },
        new(SamplingFieldIds.RequestBodySize, "http.request.body.size", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "Bytes of the request body.",
        },
        new(SamplingFieldIds.RequestSize, "http.request.size", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "Bytes of the request's body and headers.",
        },
        new(SamplingFieldIds.ResponseBodySize, "http.response.body.size", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "Bytes of the response body.",
        },
        new(SamplingFieldIds.ResponseSize, "http.response.size", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "Bytes of the response's body and headers.",
        },
        new(SamplingFieldIds.RequestHeaderHost, "http.request.header.host", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "The Host header as received.",
        },
        new(SamplingFieldIds.TlsServerName, "tls.client.server_name", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "The server name of the TLS connection; absent without TLS.",
        },
        new(SamplingFieldIds.TlsResumed, "tls.resumed", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "true or false: whether the TLS session was resumed; absent without TLS.",
        },
        new(SamplingFieldIds.TlsClientSubject, "tls.client.subject", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "The subject of the client's certificate; absent if it sent none.",
        },
        new(SamplingFieldIds.TlsServerSubject, "tls.server.subject", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "The subject of the certificate the gateway presented; absent without TLS.",
        },
        new(SamplingFieldIds.TlsCipher, "tls.cipher", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "The cipher suite of the TLS connection; absent without TLS.",
        },
        new(SamplingFieldIds.TlsProtocolVersion, "tls.protocol.version", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "The TLS version; absent without TLS.",
        },
        new(SamplingFieldIds.LatencyTotal, "proxy.kong.latency.total", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "First byte in to last byte out, in nanoseconds.",
        },
        new(SamplingFieldIds.LatencyInternal, "proxy.kong.latency.internal", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "The gateway's own share of the total, in nanoseconds.",
        },
        new(SamplingFieldIds.LatencyUpstream, "proxy.kong.latency.upstream", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "Waiting for the upstream, in nanoseconds.",
        },
        new(SamplingFieldIds.LatencyClient, "proxy.kong.latency.client", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "Waiting for the client, in nanoseconds.",
        },
        new(SamplingFieldIds.LatencyThirdParty, "proxy.kong.latency.3p.total_io", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "Waiting for plugin and resolver I/O, in nanoseconds; overlapping calls count once.",
        },
        new(SamplingFieldIds.LatencyDns, "proxy.kong.latency.3p.dns.total_io", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "Waiting for name resolution, in nanoseconds.",
        },
        new(SamplingFieldIds.LatencyHttpClient, "proxy.kong.latency.3p.http_client.total_io", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "Waiting for HTTP calls of plugins, in nanoseconds.",
        },
        new(SamplingFieldIds.LatencyRedis, "proxy.kong.latency.3p.redis.total_io", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "Waiting for Redis calls of plugins, in nanoseconds.",
        },
        new(SamplingFieldIds.LatencyTcpSock, "proxy.kong.latency.3p.tcpsock.total_io", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "Waiting for plain sockets of plugins, in nanoseconds.",
        },
        new(SamplingFieldIds.NetIoTimings, "proxy.kong.latency.net_io_timings", FieldType.String)
        {
            Stage = SamplingStages.End,
            Meaning = "A JSON array with ip, connect_time and rw_time of every peer contacted.",
        },
        new(SamplingFieldIds.ClientKeepAlive, "proxy.kong.client_KA", FieldType.String)
        {
            Stage = SamplingStages.Request,
            Meaning = "true or false: whether the client reused a kept-alive connection.",
        },
        new(SamplingFieldIds.ConnectionRequestCount, "proxy.kong.client.connection.request_count", FieldType.Int)
        {
            Stage = SamplingStages.Request,
            Meaning = "Requests so far on the client's connection.",
        },
        new(SamplingFieldIds.SpanDurationMs, "span[\"*\"].duration_ms", FieldType.Int)
        {
            Stage = SamplingStages.End,
            Meaning = "The durations of the spans of this name, in milliseconds, rounded down; absent if there is none.",
        },
        new(SamplingFieldIds.SpanStatus, "span[\"*\"].status", FieldType.String)
        {
            Stage = SamplingStages.End,
            Meaning = "The statuses of the spans of this name: unset, ok or error; absent if there is none.",
        },
    ];

    /// <summary>The catalogue to parse sampling rules with.</summary>
    public static FieldCatalogue Catalogue { get; } = new(Fields, SamplingStages.Names);
}

using System.Collections.Immutable;
using static Sightglass.Tracing.Catalogue.AttributeKeys;
using static Sightglass.Tracing.Catalogue.AttributeNeed;

namespace Sightglass.Tracing.Catalogue;

/// <summary>The root, and the spans in which the gateway waits for the client.</summary>
internal static class ClientSpans
{
    public static readonly ImmutableArray<SpanDefinition> All =
    [
        new()
        {
            Name = SpanNames.Root.Text,
            Kind = SpanKind.Server,
            Category = SpanCategory.Gateway,
            Description = "The whole request. Everything else happens inside it, except the log phase, which comes after.",
            Starts = "First byte of the request read; on a connection's first request, connection accepted.",
            Ends = "Last byte of the response handed to the kernel for the client.",
            Attributes =
            [
                new(UrlFull, RequiredUnlessFailed),
                new(UrlScheme, RequiredUnlessFailed),
                new(ClientAddress, RequiredUnlessFailed),
                new(ClientPort),
                new(NetworkPeerAddress, RequiredUnlessFailed, "The address of the component that connected to the gateway."),
                new(NetworkPeerPort, RequiredUnlessFailed, "The port of the component that connected to the gateway."),
                new(ServerAddress, RequiredUnlessFailed),
                new(ServerPort, RequiredUnlessFailed),
                new(NetworkProtocolName, RequiredUnlessFailed, "The protocol the client speaks: http, grpc or ws."),
                new(NetworkProtocolVersion, RequiredUnlessFailed),
                new(HttpRequestMethod, RequiredUnlessFailed),
                new(HttpRequestBodySize),
                new(HttpRequestSize, RequiredUnlessFailed),
                new(HttpResponseBodySize),
                new(HttpResponseSize, RequiredUnlessFailed),
                new(HttpRequestHeaderHost),
                new(HttpResponseStatusCode, RequiredUnlessFailed, "The status sent to the client."),
                new(KongRequestId, Required),
                new(TlsClientServerName),
                new(TlsResumed),
                new(TlsClientSubject),
                new(TlsServerSubject),
                new(TlsCipher),
                new(TlsProtocolVersion),
                new(ProxyKongConsumerId),
                new(ProxyKongRouteId),
                new(ProxyKongServiceId),
                new(ProxyKongUpstreamId),
                new(ProxyKongUpstreamStatusCode),
                new(ProxyKongLatencyTotal, Required),
                new(ProxyKongLatencyInternal, Required),
                new(ProxyKongLatencyUpstream, Required),
                new(ProxyKongLatencyClient, Required),
                new(ProxyKongLatency3pTotalIo, Required),
                new(ProxyKongLatency3pDnsTotalIo),
                new(ProxyKongLatency3pHttpClientTotalIo),
                new(ProxyKongLatency3pRedisTotalIo),
                new(ProxyKongLatency3pTcpsockTotalIo),
                new(ProxyKongLatencyNetIoTimings),
                new(ProxyKongClientKA),
                new(ProxyKongClientConnectionRequestCount),
                new(SightglassDroppedSpans),
            ],
        },
        new()
        {
            Name = SpanNames.TlsHandshake.Text,
            Category = SpanCategory.Client,
            Description = "The TLS handshake with the client; only on the first request of a connection.",
            Starts = "First handshake byte read.",
            Ends = "Handshake finished.",
            Parents = [SpanNames.Root.Text],
        },
        new()
        {
            Name = SpanNames.ReadClientHttpHeaders.Text,
            Category = SpanCategory.Client,
            Description = "Reading the request's head. Long when the client or the network before the gateway is slow.",
            Starts = "First byte of the request line read.",
            Ends = "Headers complete.",
            Parents = [SpanNames.Root.Text],
            Attributes = [new(ProxyKongHttpHeadersCount, RequiredUnlessFailed), new(ProxyKongHttpHeadersSize, RequiredUnlessFailed)],
        },
        new()
        {
            Name = SpanNames.ReadClientHttpBody.Text,
            Category = SpanCategory.Client,
            Description = "Reading the request's body. While it is streamed on, time blocked on the upstream's write is charged to the upstream.",
            Starts = "Headers complete and a body expected.",
            Ends = "Last body byte read.",
            Parents = [SpanNames.Root.Text],
        },
        new()
        {
            Name = SpanNames.WaitForClientRead.Text,
            Category = SpanCategory.Client,
            Description = "Handing the rest of the response to a client that reads more slowly than the gateway writes.",
            Starts = "Last byte read from the upstream, or the gateway's own response ready.",
            Ends = "Last byte handed over to the client.",
            Parents = [SpanNames.Root.Text],
        },
    ];
}

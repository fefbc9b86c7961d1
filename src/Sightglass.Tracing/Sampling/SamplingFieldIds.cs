namespace Sightglass.Tracing.Sampling;

/// <summary>
/// The ids of the fields that sampling rules have beyond those of a request, as constants to switch on. They start well after
/// <see cref="Expressions.Fields.RequestFieldIds"/>.
/// </summary>
public static class SamplingFieldIds
{
    public const int ResponseStatusCode = 100;
    public const int UpstreamStatusCode = 101;
    public const int RouteId = 102;
    public const int ServiceId = 103;
    public const int ConsumerId = 104;
    public const int UpstreamId = 105;
    public const int RequestId = 106;
    public const int UrlFull = 107;
    public const int UrlScheme = 108;
    public const int ClientAddress = 109;
    public const int ClientPort = 110;
    public const int NetworkPeerAddress = 111;
    public const int NetworkPeerPort = 112;
    public const int ServerAddress = 113;
    public const int ServerPort = 114;
    public const int NetworkProtocolName = 115;
    public const int NetworkProtocolVersion = 116;
    public const int RequestMethod = 117;
    public const int RequestBodySize = 118;
    public const int RequestSize = 119;
    public const int ResponseBodySize = 120;
    public const int ResponseSize = 121;
    public const int RequestHeaderHost = 122;
    public const int TlsServerName = 123;
    public const int TlsResumed = 124;
    public const int TlsClientSubject = 125;
    public const int TlsServerSubject = 126;
    public const int TlsCipher = 127;
    public const int TlsProtocolVersion = 128;
    public const int LatencyTotal = 129;
    public const int LatencyInternal = 130;
    public const int LatencyUpstream = 131;
    public const int LatencyClient = 132;
    public const int LatencyThirdParty = 133;
    public const int LatencyDns = 134;
    public const int LatencyHttpClient = 135;
    public const int LatencyRedis = 136;
    public const int LatencyTcpSock = 137;
    public const int NetIoTimings = 138;
    public const int ClientKeepAlive = 139;
    public const int ConnectionRequestCount = 140;
    public const int DroppedSpans = 141;

    /// <summary>The total latency in whole milliseconds; no attribute of its own.</summary>
    public const int LatencyTotalMs = 142;

    /// <summary>Durations of the spans named in the bracket.</summary>
    public const int SpanDurationMs = 143;

    /// <summary>Statuses of the spans named in the bracket.</summary>
    public const int SpanStatus = 144;
}

namespace Sightglass.Tracing.Sampling;

/// <summary>
/// The ids of the fields that sampling rules have beyond those of a request, as constants to switch on. They start where
/// <see cref="Expressions.Fields.RequestFieldIds"/> leaves off.
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
    public const int LatencyTotalMs = 107;
    public const int UrlFull = 108;
    public const int UrlScheme = 109;
    public const int ClientAddress = 110;
    public const int ClientPort = 111;
    public const int NetworkPeerAddress = 112;
    public const int NetworkPeerPort = 113;
    public const int ServerAddress = 114;
    public const int ServerPort = 115;
    public const int NetworkProtocolName = 116;
    public const int NetworkProtocolVersion = 117;
    public const int RequestMethod = 118;
    public const int RequestBodySize = 119;
    public const int RequestSize = 120;
    public const int ResponseBodySize = 121;
    public const int ResponseSize = 122;
    public const int RequestHeaderHost = 123;
    public const int TlsServerName = 124;
    public const int TlsResumed = 125;
    public const int TlsClientSubject = 126;
    public const int TlsServerSubject = 127;
    public const int TlsCipher = 128;
    public const int TlsProtocolVersion = 129;
    public const int LatencyTotal = 130;
    public const int LatencyInternal = 131;
    public const int LatencyUpstream = 132;
    public const int LatencyClient = 133;
    public const int LatencyThirdParty = 134;
    public const int LatencyDns = 135;
    public const int LatencyHttpClient = 136;
    public const int LatencyRedis = 137;
    public const int LatencyTcpSock = 138;
    public const int NetIoTimings = 139;
    public const int ClientKeepAlive = 140;
    public const int ConnectionRequestCount = 141;
    public const int SpanDurationMs = 142;
    public const int SpanStatus = 143;
}

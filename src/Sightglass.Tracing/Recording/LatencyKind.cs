namespace Sightglass.Tracing.Recording;

/// <summary>What a request is waiting for. What is left of the total is the gateway's own.</summary>
public enum LatencyKind
{
    /// <summary>Bytes from or to the client.</summary>
    Client,

    /// <summary>The upstream: connect, TLS, write, read.</summary>
    Upstream,

    /// <summary>A name being resolved.</summary>
    Dns,

    /// <summary>An HTTP call made by a plugin.</summary>
    HttpClient,

    /// <summary>A Redis call made by a plugin.</summary>
    Redis,

    /// <summary>A plain socket used by a plugin.</summary>
    TcpSock,
}

namespace Sightglass.Gateway.Upstream;

/// <summary>Why an exchange with an upstream failed. Status code, log level, retry and passive health all derive from this one value.</summary>
internal enum UpstreamError
{
    /// <summary>Nothing failed.</summary>
    None,

    /// <summary>The name does not exist, or has no address.</summary>
    NameError,

    /// <summary>The name could not be looked up: server failure, refusal, network, malformed name.</summary>
    DnsError,

    /// <summary>The balancer has no healthy peer to offer.</summary>
    NoPeer,

    /// <summary>The peer answered the connect with a refusal.</summary>
    ConnectRefused,

    /// <summary>The connect failed otherwise: unreachable host or network, no local port left.</summary>
    ConnectFailed,

    /// <summary>TCP or TLS was not established within the connect timeout.</summary>
    ConnectTimeout,

    /// <summary>The TLS handshake failed, or the peer's certificate was not acceptable.</summary>
    TlsFailed,

    /// <summary>The peer took no bytes for the write timeout.</summary>
    WriteTimeout,

    /// <summary>The peer closed or reset while the request was being sent. A response may still be readable.</summary>
    WriteFailed,

    /// <summary>The peer sent no bytes for the read timeout.</summary>
    ReadTimeout,

    /// <summary>
    /// The peer closed or reset before the first byte of a response. On a reused connection this is the keep-alive race: the peer had
    /// given the connection up before the request arrived.
    /// </summary>
    ClosedBeforeResponse,

    /// <summary>The peer closed or reset inside the response head.</summary>
    Reset,

    /// <summary>The response head is not HTTP/1.x, or its framing is ambiguous (RFC 9112).</summary>
    InvalidResponse,

    /// <summary>The response head exceeds the limit on its size, its number of headers, or the number of interim responses.</summary>
    HeadTooLarge,

    /// <summary>The peer closed or reset before the end that the head had promised.</summary>
    BodyTruncated,

    /// <summary>The chunked framing of the response body is malformed.</summary>
    InvalidBody,

    /// <summary>The exchange was given up on this side: the client went away, or the connection was closed locally.</summary>
    Aborted,
}

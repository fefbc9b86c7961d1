namespace Sightglass.Gateway.Upstream;

/// <summary>Classes of <see cref="UpstreamError"/> (gateway.md 6, 8.4, 9.3).</summary>
internal static class UpstreamErrorExtensions
{
    /// <summary>The peer was too slow: answered with 504, counted as a timeout by passive health checks.</summary>
    public static bool IsTimeout(this UpstreamError error)
        => error is UpstreamError.ConnectTimeout or UpstreamError.WriteTimeout or UpstreamError.ReadTimeout;

    /// <summary>No connection was established, so nothing of the request was sent.</summary>
    public static bool IsConnect(this UpstreamError error)
        => error is UpstreamError.ConnectRefused or UpstreamError.ConnectFailed or UpstreamError.ConnectTimeout or UpstreamError.TlsFailed;

    /// <summary>The name could not be resolved.</summary>
    public static bool IsName(this UpstreamError error) => error is UpstreamError.NameError or UpstreamError.DnsError;

    /// <summary>The response had begun: its head was complete, so no other try may follow.</summary>
    public static bool IsBody(this UpstreamError error) => error is UpstreamError.BodyTruncated or UpstreamError.InvalidBody;

    /// <summary>What went wrong, as a short text for logs and spans.</summary>
    public static string ToText(this UpstreamError error) => error switch
    {
        UpstreamError.None => "no error",
        UpstreamError.NameError => "name error",
        UpstreamError.DnsError => "DNS failure",
        UpstreamError.NoPeer => "no healthy peer",
        UpstreamError.ConnectRefused => "connection refused",
        UpstreamError.ConnectFailed => "connect failed",
        UpstreamError.ConnectTimeout => "connect timed out",
        UpstreamError.TlsFailed => "TLS handshake failed",
        UpstreamError.WriteTimeout => "write timed out",
        UpstreamError.WriteFailed => "connection closed while sending the request",
        UpstreamError.ReadTimeout => "read timed out",
        UpstreamError.ClosedBeforeResponse => "connection closed before the response",
        UpstreamError.Reset => "connection closed inside the response head",
        UpstreamError.InvalidResponse => "invalid response head",
        UpstreamError.HeadTooLarge => "response head too large",
        UpstreamError.BodyTruncated => "connection closed inside the response body",
        UpstreamError.InvalidBody => "invalid response body framing",
        UpstreamError.Aborted => "aborted",
        _ => error.ToString(),
    };
}

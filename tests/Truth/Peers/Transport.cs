namespace Truth.Peers;

/// <summary>What a client speaks to the gateway.</summary>
public enum Transport
{
    /// <summary>HTTP/1.1.</summary>
    Plain,

    /// <summary>HTTP/1.1 over TLS.</summary>
    Tls,

    /// <summary>HTTP/2 over TLS.</summary>
    Http2,
}

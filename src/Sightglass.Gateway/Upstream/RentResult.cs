namespace Sightglass.Gateway.Upstream;

/// <summary>What <see cref="UpstreamConnectionPool.RentAsync"/> gives: a connection, or why there is none.</summary>
internal readonly struct RentResult
{
    /// <summary>The connection, ready to send on; null when <see cref="Error"/> is set.</summary>
    public UpstreamConnection? Connection { get; init; }

    public UpstreamError Error { get; init; }

    /// <summary>What exactly failed, for logs and spans; null on success.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether the connection had served a request before.</summary>
    public bool Reused { get; init; }

    /// <summary>When the TCP connect began, in Stopwatch ticks; 0 for a reused connection.</summary>
    public long ConnectStart { get; init; }

    /// <summary>When TCP was connected, in Stopwatch ticks; 0 for a reused connection, or when it failed before.</summary>
    public long Connected { get; init; }

    /// <summary>When the TLS handshake was done, in Stopwatch ticks; 0 without TLS, for a reused connection, or when it failed before.</summary>
    public long TlsDone { get; init; }
}

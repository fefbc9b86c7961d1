namespace Sightglass.Tracing.Model;

/// <summary>
/// How a request's time divides, in nanoseconds. <c>Internal + Client + Upstream + ThirdParty = Total</c>, exactly.
/// (From <see cref="Recording.LatencyLedger"/> and <see cref="Recording.TraceRecorder.Finish"/>: in ticks of the trace's clock.)
/// </summary>
/// <param name="Total">First byte in to last byte out.</param>
/// <param name="Internal">The gateway's own share.</param>
/// <param name="Upstream">Waiting for the upstream.</param>
/// <param name="Client">Waiting for the client.</param>
/// <param name="ThirdParty">Waiting for plugin and resolver I/O; overlapping calls count once.</param>
/// <param name="Dns">Name resolution, every call in full.</param>
/// <param name="HttpClient">Plugins' HTTP calls, every call in full.</param>
/// <param name="Redis">Plugins' Redis calls, every call in full.</param>
/// <param name="TcpSock">Plugins' plain sockets, every call in full.</param>
public readonly record struct LatencyBreakdown(
    long Total,
    long Internal,
    long Upstream,
    long Client,
    long ThirdParty,
    long Dns,
    long HttpClient,
    long Redis,
    long TcpSock);

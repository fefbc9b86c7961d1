using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Balancing;

/// <summary>
/// One address of one target, with all that is known about it at run time: health, connections, latency. Lives as long as the target has
/// the address: configuration reloads keep it.
/// </summary>
internal sealed class TargetAddress(string hostName, ResolvedAddress? resolved, int port, int weight)
{
    private int _connections;

    /// <summary>The target's name as configured, without port; an IP literal when the target is one.</summary>
    public string HostName { get; } = hostName;

    /// <summary>
    /// Where to connect; null when the target's name has a TTL of 0 and must be looked up for each request: resolve
    /// <see cref="HostName"/> with <see cref="Port"/> then.
    /// </summary>
    public ResolvedAddress? Resolved { get; } = resolved;

    public int Port { get; } = port;

    /// <summary>The share of the traffic, relative to the other addresses; at least 1.</summary>
    public int Weight { get; internal set; } = weight;

    /// <summary>Exchanges in progress.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>A try with this peer begins. Call <see cref="End"/> once when it is over.</summary>
    public void Begin() => Interlocked.Increment(ref _connections);

    /// <summary>A try with this peer is over.</summary>
    public void End() => Interlocked.Decrement(ref _connections);

    /// <summary>The peer answered with this status. 504 counts as a timeout.</summary>
    public void ReportStatus(int status)
    {
    }

    /// <summary>The peer could not be connected to, or broke the connection off.</summary>
    public void ReportTcpFailure()
    {
    }

    /// <summary>The peer was too slow to connect, to take the request, or to answer.</summary>
    public void ReportTimeout()
    {
    }

    /// <summary>How long connecting and waiting for the response took; for the latency algorithm.</summary>
    public void ReportLatency(TimeSpan elapsed)
    {
    }

    /// <summary>Reports a failed try by its error: timeouts as such, failures to connect as TCP failures, everything else not at all.</summary>
    public void ReportError(UpstreamError error)
    {
        if (error.IsTimeout())
        {
            ReportTimeout();
        }
        else if (error.IsConnect() || error is UpstreamError.WriteFailed or UpstreamError.Reset or UpstreamError.ClosedBeforeResponse)
        {
            ReportTcpFailure();
        }
    }

    public override string ToString() => Resolved?.ToString() ?? $"{HostName}:{Port}";
}

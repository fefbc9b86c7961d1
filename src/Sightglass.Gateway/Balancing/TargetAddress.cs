using System.Net.Sockets;
using Sightglass.Gateway.Health;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Balancing;

/// <summary>
/// One address of one target, with all that is known about it at run time: health, connections, latency. Lives as long as the target has
/// the address: configuration reloads keep it.
/// </summary>
internal sealed class TargetAddress
{
    private int _connections;

    public TargetAddress(string hostName, ResolvedAddress? resolved, int port, UpstreamHealth upstream, TimeProvider time)
    {
        HostName = hostName;
        Resolved = resolved;
        Port = port;
        Health = new AddressHealth(upstream, ToString());
        Latency = new LatencyAverage(time);
        HashName = resolved is null ? $"{hostName}::{port}"
            : resolved.Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{resolved.AddressText}]::{port}"
            : $"{resolved.AddressText}::{port}";
    }

    /// <summary>
    /// What the upstream is addressed as: the target's name as configured, without port, an IP literal when the target is one; with
    /// <c>use_srv_name</c> the name that a SRV record gives.
    /// </summary>
    public string HostName { get; }

    /// <summary>
    /// Where to connect; null when the target's name has a TTL of 0 and must be looked up for each request: resolve
    /// <see cref="HostName"/> with <see cref="Port"/> then.
    /// </summary>
    public ResolvedAddress? Resolved { get; }

    public int Port { get; }

    /// <summary>Exchanges in progress.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Whether requests may go there.</summary>
    public bool IsAvailable => Health.IsAvailable;

    internal AddressHealth Health { get; }

    internal LatencyAverage Latency { get; }

    /// <summary>What the points of the consistent-hashing ring are made from.</summary>
    internal string HashName { get; }

    /// <summary>A try with this peer begins. Call <see cref="End"/> once when it is over.</summary>
    public void Begin() => Interlocked.Increment(ref _connections);

    /// <summary>A try with this peer is over.</summary>
    public void End() => Interlocked.Decrement(ref _connections);

    /// <summary>The peer answered with this status. 504 counts as a timeout.</summary>
    public void ReportStatus(int status)
    {
        if (status == 504)
        {
            ReportTimeout();
        }
        else
        {
            Health.ReportStatus(HealthCheckKind.Passive, status);
        }
    }

    /// <summary>The peer could not be connected to, or broke the connection off.</summary>
    public void ReportTcpFailure() => Health.ReportTcpFailure(HealthCheckKind.Passive);

    /// <summary>The peer was too slow to connect, to take the request, or to answer.</summary>
    public void ReportTimeout() => Health.ReportTimeout(HealthCheckKind.Passive);

    /// <summary>How long connecting and waiting for the response took together; for the latency algorithm.</summary>
    public void ReportLatency(TimeSpan elapsed) => Latency.Add(elapsed);

    /// <summary>
    /// Reports a failed try by its error: timeouts as such, failures of the connection as TCP failures, everything else not at all. The
    /// keep-alive race is left out: a kept-alive connection that the peer has closed says nothing about the peer.
    /// </summary>
    /// <param name="error">How the try failed.</param>
    /// <param name="connection">The connection it was made on; null when there was none.</param>
    public void ReportError(UpstreamError error, UpstreamConnection? connection)
    {
        if (error != UpstreamError.ClosedBeforeResponse || connection is not { Reused: true })
        {
            ReportError(error);
        }
    }

    /// <summary>Reports a failed try as <see cref="ReportError(UpstreamError, UpstreamConnection?)"/> does, the keep-alive race included.</summary>
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

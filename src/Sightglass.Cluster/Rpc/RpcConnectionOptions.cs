namespace Sightglass.Cluster.Rpc;

/// <summary>Bounds of one connection.</summary>
public sealed record RpcConnectionOptions
{
    public static readonly RpcConnectionOptions Default = new();

    /// <summary>Largest message in either direction, in bytes. Default 16 MiB. A larger one ends the connection (status 1009).</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Calls of ours that wait for an answer at once. Default 256; one more fails with <see cref="RpcErrorCode.Overloaded"/>.</summary>
    public int MaxPendingCalls { get; init; } = 256;

    /// <summary>Requests of the other side handled at once. Default 64; one more is answered with <see cref="RpcErrorCode.Overloaded"/>.</summary>
    public int MaxConcurrentRequests { get; init; } = 64;

    /// <summary>How long a call waits for its answer unless it says otherwise. Default 10 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a close waits for the other side's. Default 2 s; then the connection is aborted.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A ping is sent after this long without a message. Default 10 s. It is the transport's setting: pass it to the socket when it is
    /// made (<see cref="Connect.ClusterDialer"/> and the cluster server do).
    /// </summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection whose ping is not answered for this long is aborted. Default 10 s.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

namespace Sightglass.Cluster.Rpc;

/// <summary>The connection ended before the call was answered.</summary>
public sealed class RpcClosedException(string reason) : Exception($"The connection is closed: {reason}.")
{
    /// <summary>Why it ended, in words.</summary>
    public string Reason { get; } = reason;
}

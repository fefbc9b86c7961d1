using System.Net;

namespace Sightglass.Cluster.Connect;

/// <summary>The control plane answered, and did not let the node in.</summary>
public sealed class ClusterRefusedException(HttpStatusCode? status, string reason)
    : Exception(status is { } code ? $"The control plane refused the connection ({(int)code}): {reason}" : $"The control plane refused the connection: {reason}")
{
    /// <summary>The HTTP status, when it came that far; null when TLS failed.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>Why, in words.</summary>
    public string Reason { get; } = reason;
}

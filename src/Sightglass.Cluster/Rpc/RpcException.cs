namespace Sightglass.Cluster.Rpc;

/// <summary>The other side answered a call with an error, or a handler wants to answer with one.</summary>
public sealed class RpcException : Exception
{
    public RpcException(int code, string message)
        : base(message) => Code = code;

    public RpcException(int code, string message, Exception innerException)
        : base(message, innerException) => Code = code;

    /// <summary>One of <see cref="RpcErrorCode"/>.</summary>
    public int Code { get; }
}

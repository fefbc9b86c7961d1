namespace Sightglass.Cluster.Rpc;

/// <summary>Error codes of the channel: JSON-RPC 2.0's own, and ours from its server range.</summary>
public static class RpcErrorCode
{
    /// <summary>The message is not JSON.</summary>
    public const int ParseError = -32700;

    /// <summary>JSON, but no JSON-RPC 2.0 request.</summary>
    public const int InvalidRequest = -32600;

    /// <summary>The other side does not know the method.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>The parameters do not have the method's shape.</summary>
    public const int InvalidParams = -32602;

    /// <summary>The handler failed unexpectedly; details are in the other side's log only.</summary>
    public const int InternalError = -32603;

    /// <summary>More calls in flight than the connection allows.</summary>
    public const int Overloaded = -32000;

    /// <summary>A delta does not start from the configuration the node has: send the whole.</summary>
    public const int BaseMismatch = -32001;

    /// <summary>The caller may not do this, or not now (for example: any call before <c>hello</c>).</summary>
    public const int Refused = -32002;
}

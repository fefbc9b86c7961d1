namespace Sightglass.Gateway.Hosting;

/// <summary>Headers the gateway adds (settings <c>headers</c> and <c>headers_upstream</c>).</summary>
[Flags]
public enum HeaderTokens
{
    /// <summary><c>off</c></summary>
    None = 0,

    Server = 1,

    Via = 2,

    ProxyLatency = 4,

    ResponseLatency = 8,

    UpstreamLatency = 16,

    /// <summary><c>X-Kong-Upstream-Status</c>; not part of any group.</summary>
    UpstreamStatus = 32,

    RequestId = 64,

    /// <summary><c>server_tokens</c></summary>
    ServerTokens = Server | Via,

    /// <summary><c>latency_tokens</c></summary>
    LatencyTokens = ProxyLatency | ResponseLatency | UpstreamLatency,

    /// <summary>The default of <c>headers</c>.</summary>
    Default = ServerTokens | LatencyTokens | RequestId,
}

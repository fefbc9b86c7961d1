namespace Sightglass.Configuration.Settings;

/// <summary>Headers the gateway adds to responses (setting <c>headers</c>).</summary>
[Flags]
public enum GatewayHeaders
{
    None = 0,
    Server = 1,
    Via = 2,
    ProxyLatency = 4,
    ResponseLatency = 8,
    AdminLatency = 16,
    UpstreamLatency = 32,
    UpstreamStatus = 64,
    RequestId = 128,

    /// <summary><c>server_tokens</c>.</summary>
    ServerTokens = Server | Via,

    /// <summary><c>latency_tokens</c>.</summary>
    LatencyTokens = ProxyLatency | ResponseLatency | AdminLatency | UpstreamLatency,
}

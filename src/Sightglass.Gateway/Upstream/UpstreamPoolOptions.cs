namespace Sightglass.Gateway.Upstream;

/// <summary>Limits of the kept-alive connections and of what an upstream may send (gateway.md 8.4, 13).</summary>
internal sealed record UpstreamPoolOptions
{
    /// <summary>Idle connections kept per endpoint (<c>upstream_keepalive_pool_size</c>). Default 512; 0 switches keep-alive off.</summary>
    public int MaxIdlePerEndpoint { get; init; } = 512;

    /// <summary>Requests after which a connection is closed (<c>upstream_keepalive_max_requests</c>). Default 10,000; 0 for no limit.</summary>
    public int MaxRequestsPerConnection { get; init; } = 10_000;

    /// <summary>How long a connection may be idle (<c>upstream_keepalive_idle_timeout</c>). Default 60 s; zero for no limit.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes a response head or its trailers may have. Default 32 KiB.</summary>
    public int MaxHeadSize { get; init; } = 32 * 1024;

    /// <summary>Headers a response may have. Default 100.</summary>
    public int MaxHeaderCount { get; init; } = 100;

    /// <summary>Interim (1xx) responses before the final one. Default 16.</summary>
    public int MaxInterimResponses { get; init; } = 16;
}

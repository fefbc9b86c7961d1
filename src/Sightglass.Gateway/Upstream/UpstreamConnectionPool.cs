namespace Sightglass.Gateway.Upstream;

/// <summary>Connections to upstreams, kept alive between requests, last used first. One per process: configuration reloads leave it alone.</summary>
internal sealed class UpstreamConnectionPool(UpstreamPoolOptions options, TimeProvider time) : IDisposable
{
    public UpstreamPoolOptions Options { get; } = options;

    public TimeProvider Time { get; } = time;

    /// <summary>An idle connection to <paramref name="endpoint"/> (then the call completes at once and allocates nothing), or a new one.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="timeouts">In force for the whole exchange.</param>
    /// <param name="cancellationToken">Gives the connect up.</param>
    public ValueTask<RentResult> RentAsync(UpstreamEndpoint endpoint, UpstreamTimeouts timeouts, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();

    /// <summary>Closes idle connections now, and those in use when they are returned.</summary>
    public void Dispose()
    {
    }
}

using System.Collections.Immutable;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Dns;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Balancing;

/// <summary>
/// Owns the running upstreams. A new configuration is built aside with <see cref="BuildAsync"/>, which changes nothing that runs, and put in
/// force with <see cref="Commit"/>; health, counters and latencies of targets that stay are kept.
/// </summary>
internal sealed class UpstreamRegistry(DnsClient dns, UpstreamConnectionPool pool, TimeProvider time) : IAsyncDisposable
{
    public DnsClient Dns { get; } = dns;

    public UpstreamConnectionPool Pool { get; } = pool;

    public TimeProvider Time { get; } = time;

    /// <summary>Prepares the upstreams of a configuration. Resolves target names that are new, so that the first request finds peers.</summary>
    public ValueTask<UpstreamMap> BuildAsync(ImmutableArray<UpstreamConfig> upstreams, CancellationToken cancellationToken)
        => throw new NotSupportedException();

    /// <summary>Puts a prepared configuration in force: starts probes and refreshes of what is new, stops those of what is gone.</summary>
    public void Commit(UpstreamMap map) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

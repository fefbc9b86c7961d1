using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Dns;
using Sightglass.Gateway.Health;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Balancing;

/// <summary>
/// Owns the running upstreams. A new configuration is built aside with
/// <see cref="BuildAsync(ImmutableArray{UpstreamConfig}, CancellationToken)"/>, which changes nothing that runs, and put in force with
/// <see cref="Commit"/>; health, counters and latencies of addresses that stay are kept.
/// </summary>
internal sealed class UpstreamRegistry(DnsClient dns, UpstreamConnectionPool pool, TimeProvider time, ILogger? logger = null)
    : IAsyncDisposable, IDisposable
{
    /// <summary>How long building waits for names; what is not resolved by then is resolved while running.</summary>
    private static readonly TimeSpan ResolveLimit = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private readonly ConcurrentDictionary<Guid, UpstreamHealth> _health = new();
    private readonly AddressTable _addresses = new(time);
    private UpstreamMap _current = UpstreamMap.Empty;

    /// <summary>Prepares the upstreams of a configuration whose probes present no certificate.</summary>
    /// <param name="upstreams">All upstreams of the configuration, validated.</param>
    /// <param name="cancellationToken">Gives the preparation up.</param>
    /// <exception cref="OperationCanceledException">The preparation was given up.</exception>
    public Task<UpstreamMap> BuildAsync(ImmutableArray<UpstreamConfig> upstreams, CancellationToken cancellationToken)
        => BuildAsync(upstreams, null, cancellationToken);

    /// <summary>Prepares the upstreams of a configuration. Looks up the names of its targets, so that the first request finds peers.</summary>
    /// <param name="upstreams">All upstreams of the configuration, validated.</param>
    /// <param name="clientCertificates">Gives the certificate that probes of an upstream present; null when there are none.</param>
    /// <param name="cancellationToken">Gives the preparation up.</param>
    /// <exception cref="OperationCanceledException">The preparation was given up.</exception>
    public async Task<UpstreamMap> BuildAsync(
        ImmutableArray<UpstreamConfig> upstreams,
        Func<Guid, SslStreamCertificateContext?>? clientCertificates,
        CancellationToken cancellationToken)
    {
        var running = Volatile.Read(ref _current).All.ToDictionary(static state => state.Config.Id);
        var states = new List<UpstreamState>(upstreams.Length);
        var resolving = new List<Task>();
        foreach (var config in upstreams)
        {
            if (running.TryGetValue(config.Id, out var known) && UpstreamConfigComparer.AreSame(known.Config, config))
            {
                states.Add(known);
                continue;
            }

            var state = Create(config, clientCertificates);
            states.Add(state);
            resolving.Add(state.ResolveAsync());
        }

        try
        {
            await Task.WhenAll(resolving).WaitAsync(ResolveLimit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Servers that do not answer must not keep a configuration from being used.
        }

        foreach (var state in states)
        {
            LogUnresolved(state);
        }

        return new UpstreamMap(states.ToFrozenDictionary(static state => state.Config.Name, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Puts a prepared configuration in force: starts probes and refreshes of what is new, stops those of what is gone.</summary>
    public void Commit(UpstreamMap map)
    {
        lock (_lock)
        {
            var before = _current;
            Volatile.Write(ref _current, map);
            var kept = map.All.ToHashSet();
            foreach (var state in kept)
            {
                state.Start();
            }

            foreach (var state in before.All.Where(state => !kept.Contains(state)))
            {
                state.Dispose();
            }

            var ids = kept.Select(static state => state.Config.Id).ToHashSet();
            foreach (var id in _health.Keys.Where(id => !ids.Contains(id)))
            {
                _health.TryRemove(id, out _);
            }

            ForgetUnused(map);
        }
    }

    /// <summary>Gives up a prepared configuration that is not going to be put in force.</summary>
    public void Discard(UpstreamMap map)
    {
        lock (_lock)
        {
            var running = _current.All.ToHashSet();
            foreach (var state in map.All.Where(state => !running.Contains(state)))
            {
                state.Dispose();
            }
        }
    }

    public void Dispose() => Commit(UpstreamMap.Empty);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private UpstreamState Create(UpstreamConfig config, Func<Guid, SslStreamCertificateContext?>? clientCertificates)
    {
        var health = _health.GetOrAdd(config.Id, static (_, arguments) => new UpstreamHealth(arguments.Name, arguments.This.LogHealth), (config.Name, This: this));
        return new UpstreamState(
            config,
            health,
            time,
            (target, onChange) => new TargetState(
                target, config.UseSrvName, dns, time, (resolved, host, port) => _addresses.Get(config.Id, host, resolved, port, health), onChange),
            state => CreateProber(state, config.ClientCertificate is { } id ? clientCertificates?.Invoke(id) : null),
            () => ForgetUnused(Volatile.Read(ref _current)));
    }

    private HealthProber? CreateProber(UpstreamState state, SslStreamCertificateContext? clientCertificate)
    {
        var active = state.Config.Healthchecks.Active;
        return active.HealthyInterval > 0 || active.UnhealthyInterval > 0
            ? new HealthProber(active, new HealthProbe(active, pool.Deadlines, time, clientCertificate, state.Config.HostHeader), dns, time, () => state.Peers)
            : null;
    }

    private void ForgetUnused(UpstreamMap map)
        => _addresses.Keep(map.All.SelectMany(static state => state.Targets).SelectMany(static target => target.Peers)
            .Select(static peer => peer.Address).ToHashSet());

    private void LogHealth(string upstream, string address, bool healthy)
    {
        if (healthy)
        {
            _logger.AddressHealthy(upstream, address);
        }
        else
        {
            _logger.AddressUnhealthy(upstream, address);
        }
    }

    private void LogUnresolved(UpstreamState state)
    {
        foreach (var target in state.Targets)
        {
            if (target.Failure is { } failure)
            {
                _logger.TargetUnresolved(state.Config.Name, target.Config.Target, failure.Text);
            }
        }
    }
}

using System.Collections.Immutable;
using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Health;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Balancing;

/// <summary>
/// An upstream as it runs: its targets, their addresses, and the balancer over them. Made anew when the upstream's configuration changes;
/// what is known of its addresses is kept elsewhere and goes on.
/// </summary>
internal sealed class UpstreamState : IBalancer, IDisposable
{
    private readonly Lock _lock = new();
    private readonly IPeerBalancer _balancer;
    private readonly UpstreamHealth _health;
    private readonly Func<UpstreamState, HealthProber?> _createProber;
    private readonly Action _onPeersChanged;
    private volatile PeerSet _peers = PeerSet.Empty;
    private volatile Verdict? _verdict;
    private HealthProber? _prober;
    private bool _started;
    private bool _disposed;

    public UpstreamState(
        UpstreamConfig config, UpstreamHealth health, TimeProvider time,
        Func<TargetConfig, Action<TargetState>, TargetState> createTarget, Func<UpstreamState, HealthProber?> createProber,
        Action onPeersChanged)
    {
        Config = config;
        Policy = new HealthPolicy(config.Healthchecks);
        _health = health;
        _createProber = createProber;
        _onPeersChanged = onPeersChanged;
        _balancer = BalancerFactory.Create(config, time);
        Targets = [.. config.Targets.Select(target => createTarget(target, OnTargetChanged))];
    }

    public UpstreamConfig Config { get; }

    /// <summary>Chooses peers, and none while the upstream as a whole is unhealthy.</summary>
    public IBalancer Balancer => this;

    /// <summary>The algorithm's name.</summary>
    public string Algorithm => _balancer.Algorithm;

    /// <summary>Each target as it runs, those with weight 0 included.</summary>
    public ImmutableArray<TargetState> Targets { get; }

    /// <summary>The peers in use.</summary>
    public PeerSet Peers => _peers;

    /// <summary>Whether more of the weight than the threshold is available.</summary>
    public bool IsHealthy
    {
        get
        {
            var version = _health.Version;
            var peers = _peers;
            var verdict = _verdict;
            if (verdict is null || verdict.Version != version || !ReferenceEquals(verdict.Peers, peers))
            {
                _verdict = verdict = Judge(version, peers);
            }

            return verdict.Healthy;
        }
    }

    internal HealthPolicy Policy { get; }

    /// <summary>Chooses a peer for one try.</summary>
    public BalancerChoice Next(ref BalancerRequest request)
        => IsHealthy ? _balancer.Next(ref request) : new BalancerChoice { Error = UpstreamError.NoPeer };

    /// <summary>The health of the upstream and of everything in it.</summary>
    public UpstreamHealthReport GetHealth() => new(
        !_health.Policy.Enabled ? HealthStatus.HealthchecksOff : IsHealthy ? HealthStatus.Healthy : HealthStatus.Unhealthy,
        [.. Targets.Select(Report)]);

    /// <summary>Sets the health of a target's addresses by hand.</summary>
    /// <param name="target">The target's id, or its <c>host:port</c>.</param>
    /// <param name="address">One address of it as <c>ip:port</c> or <c>ip</c>; null for all.</param>
    /// <param name="healthy">The health to set.</param>
    /// <returns>False when there is no such target or address.</returns>
    public bool TrySetHealth(string target, string? address, bool healthy)
    {
        var found = false;
        foreach (var state in Targets)
        {
            if (state.Config.Id.ToString() != target && state.Name != TargetName.Parse(target))
            {
                continue;
            }

            foreach (var peer in state.Peers)
            {
                if (address is null || peer.Address.ToString() == address || peer.Address.Resolved?.AddressText == address)
                {
                    peer.Address.Health.Set(healthy);
                    found = true;
                }
            }
        }

        return found;
    }

    public void Dispose()
    {
        HealthProber? prober;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            prober = _prober;
        }

        prober?.Dispose();
        foreach (var target in Targets)
        {
            target.Dispose();
        }
    }

    /// <summary>Looks all names up.</summary>
    internal async Task ResolveAsync()
    {
        await Task.WhenAll(Targets.Select(ResolveAsync)).ConfigureAwait(false);

        async Task ResolveAsync(TargetState target)
        {
            if (await target.ResolveAsync().ConfigureAwait(false))
            {
                RebuildPeers();
            }
        }
    }

    /// <summary>Begins to refresh names and to probe; from now on this upstream's policy is the one in force.</summary>
    internal void Start()
    {
        lock (_lock)
        {
            if (_started || _disposed)
            {
                return;
            }

            _started = true;
            _health.Name = Config.Name;
            _health.Policy = Policy;
            ForgetHealthWhenOff();
            _prober = _createProber(this);
        }

        foreach (var target in Targets)
        {
            target.Start();
        }
    }

    private static TargetHealthReport Report(TargetState target)
    {
        ImmutableArray<AddressHealthReport> addresses =
        [
            .. target.Peers.Select(static peer => new AddressHealthReport(
                peer.Address.Resolved?.AddressText ?? peer.Address.HostName, peer.Address.Port, peer.Weight, peer.Address.Health.Status)),
        ];
        var status = addresses.IsEmpty ? HealthStatus.DnsError
            : addresses[0].Status == HealthStatus.HealthchecksOff ? HealthStatus.HealthchecksOff
            : addresses.Any(static address => address.Status == HealthStatus.Healthy) ? HealthStatus.Healthy
            : HealthStatus.Unhealthy;
        return new TargetHealthReport(
            target.Config, target.Name.Host, target.Name.Port, target.Type?.ToString().ToUpperInvariant(), status, addresses);
    }

    private Verdict Judge(int version, PeerSet peers)
    {
        var available = peers.Peers.Where(static peer => peer.Address.IsAvailable).Sum(static peer => (double)peer.Weight);
        return new Verdict(version, peers, peers.TotalWeight > 0 && available * 100 / peers.TotalWeight > _health.Policy.Threshold);
    }

    /// <summary>What checks found is void once they are off: nothing would correct it when they are on again.</summary>
    private void ForgetHealthWhenOff()
    {
        foreach (var peer in Policy.Enabled ? [] : _peers.Peers)
        {
            peer.Address.Health.Set(true);
        }
    }

    private void OnTargetChanged(TargetState target)
    {
        RebuildPeers();
        _onPeersChanged();
    }

    private void RebuildPeers()
    {
        lock (_lock)
        {
            var peers = new PeerSet(
                [
                    .. Targets.SelectMany(static target => target.Peers).Where(static peer => peer.Weight > 0)
                        .GroupBy(static peer => peer.Address)
                        .Select(static group => new Peer(group.Key, group.Sum(static peer => peer.Weight))),
                ],
                Targets.Length);
            _balancer.Update(peers);
            _peers = peers;
        }
    }

    private sealed record Verdict(int Version, PeerSet Peers, bool Healthy);
}

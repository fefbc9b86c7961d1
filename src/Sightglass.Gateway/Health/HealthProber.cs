using Sightglass.Configuration.Entities;
using Sightglass.Gateway.Balancing;
using Sightglass.Gateway.Dns;
using Sightglass.Gateway.Upstream;

namespace Sightglass.Gateway.Health;

/// <summary>
/// Runs the active checks of one upstream: healthy addresses at one interval, unhealthy ones at the other, at most <c>concurrency</c>
/// at a time. A round that takes longer than its interval swallows the ones it overlaps.
/// </summary>
internal sealed class HealthProber : IDisposable
{
    private readonly ActiveHealthcheckConfig _config;
    private readonly HealthProbe _probe;
    private readonly DnsClient _dns;
    private readonly Func<PeerSet> _peers;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private readonly List<ITimer> _timers = [];
    private int _healthyRounds;
    private int _unhealthyRounds;

    public HealthProber(ActiveHealthcheckConfig config, HealthProbe probe, DnsClient dns, TimeProvider time, Func<PeerSet> peers)
    {
        _config = config;
        _probe = probe;
        _dns = dns;
        _peers = peers;
        _stopping = _stop.Token;
        using (ExecutionContext.SuppressFlow())
        {
            Schedule(config.HealthyInterval, HealthStatus.Healthy);
            Schedule(config.UnhealthyInterval, HealthStatus.Unhealthy);
        }

        void Schedule(double seconds, HealthStatus status)
        {
            if (seconds > 0)
            {
                var interval = TimeSpan.FromSeconds(seconds);
                _timers.Add(time.CreateTimer(_ => _ = RunRoundAsync(status), null, interval, interval));
            }
        }
    }

    public void Dispose()
    {
        foreach (var timer in _timers)
        {
            timer.Dispose();
        }

        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunRoundAsync(HealthStatus status)
    {
        ref var rounds = ref status == HealthStatus.Healthy ? ref _healthyRounds : ref _unhealthyRounds;
        if (Interlocked.CompareExchange(ref rounds, 1, 0) != 0)
        {
            return;
        }

        try
        {
            var due = _peers().Peers.Select(static peer => peer.Address).Where(address => address.Health.Status == status).Distinct().ToArray();
            var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, _config.Concurrency), CancellationToken = _stopping };
            await Parallel.ForEachAsync(due, options, ProbeAsync).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The upstream is gone.
        }
        finally
        {
            if (status == HealthStatus.Healthy)
            {
                Volatile.Write(ref _healthyRounds, 0);
            }
            else
            {
                Volatile.Write(ref _unhealthyRounds, 0);
            }
        }
    }

    private async ValueTask ProbeAsync(TargetAddress address, CancellationToken cancellationToken)
    {
        var resolved = address.Resolved;
        if (resolved is null)
        {
            resolved = (await _dns.ResolveAsync(address.HostName, address.Port, null, cancellationToken).ConfigureAwait(false)).Address;
            if (resolved is null)
            {
                return;
            }
        }

        var result = await _probe.RunAsync(address, resolved, cancellationToken).ConfigureAwait(false);
        if (!cancellationToken.IsCancellationRequested)
        {
            Report(address.Health, result);
        }
    }

    private static void Report(AddressHealth health, HealthProbeResult result)
    {
        if (result.Error.IsTimeout())
        {
            health.ReportTimeout(HealthCheckKind.Active);
        }
        else if (result.Error != UpstreamError.None)
        {
            health.ReportTcpFailure(HealthCheckKind.Active);
        }
        else if (result.Status > 0)
        {
            health.ReportStatus(HealthCheckKind.Active, result.Status);
        }
        else
        {
            health.ReportSuccess(HealthCheckKind.Active);
        }
    }
}

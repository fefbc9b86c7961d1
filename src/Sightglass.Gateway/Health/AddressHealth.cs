namespace Sightglass.Gateway.Health;

/// <summary>
/// The health of one address: counters, and what they have led to. A success clears the failure counters, a failure clears the success
/// counter; kinds of failure count separately. Successes of an address that is healthy, and failures of one that is not, change nothing.
/// </summary>
internal sealed class AddressHealth(UpstreamHealth shared, string name)
{
    private readonly Lock _lock = new();
    private int _successes;
    private int _tcpFailures;
    private int _timeouts;
    private int _httpFailures;
    private volatile bool _unhealthy;
    private volatile bool _hasFailures;

    /// <summary>Whether requests may go there.</summary>
    public bool IsAvailable => !_unhealthy || !shared.Policy.Enabled;

    public HealthStatus Status => !shared.Policy.Enabled ? HealthStatus.HealthchecksOff
        : _unhealthy ? HealthStatus.Unhealthy
        : HealthStatus.Healthy;

    /// <summary>A status was answered; what it means is up to the policy, statuses that it does not list mean nothing.</summary>
    public void ReportStatus(HealthCheckKind kind, int status)
    {
        var policy = shared.Policy;
        if (!policy.Enabled)
        {
            return;
        }

        var limits = policy.For(kind);
        if (limits.HealthyStatuses.Contains(status))
        {
            ReportSuccess(kind);
        }
        else if (limits.UnhealthyStatuses.Contains(status))
        {
            Fail(ref _httpFailures, limits.HttpFailures);
        }
    }

    public void ReportSuccess(HealthCheckKind kind)
    {
        // The usual case, a healthy peer doing well, must cost nothing.
        if (!shared.Policy.Enabled || (!_unhealthy && !_hasFailures))
        {
            return;
        }

        var limit = shared.Policy.For(kind).Successes;
        var recovered = false;
        lock (_lock)
        {
            _tcpFailures = _timeouts = _httpFailures = 0;
            _hasFailures = false;
            if (_unhealthy && limit > 0 && ++_successes >= limit)
            {
                _unhealthy = false;
                _successes = 0;
                recovered = true;
            }
        }

        if (recovered)
        {
            shared.OnChanged(name, true);
        }
    }

    public void ReportTcpFailure(HealthCheckKind kind) => Fail(ref _tcpFailures, shared.Policy.For(kind).TcpFailures);

    public void ReportTimeout(HealthCheckKind kind) => Fail(ref _timeouts, shared.Policy.For(kind).Timeouts);

    /// <summary>Sets the health by hand, and starts counting anew.</summary>
    public void Set(bool healthy)
    {
        bool changed;
        lock (_lock)
        {
            changed = _unhealthy == healthy;
            _unhealthy = !healthy;
            _successes = _tcpFailures = _timeouts = _httpFailures = 0;
            _hasFailures = false;
        }

        if (changed)
        {
            shared.OnChanged(name, healthy);
        }
    }

    private void Fail(ref int counter, int limit)
    {
        if (!shared.Policy.Enabled)
        {
            return;
        }

        var failed = false;
        lock (_lock)
        {
            _successes = 0;
            if (!_unhealthy && limit > 0)
            {
                _hasFailures = true;
                if (++counter >= limit)
                {
                    _unhealthy = true;
                    _tcpFailures = _timeouts = _httpFailures = 0;
                    failed = true;
                }
            }
        }

        if (failed)
        {
            shared.OnChanged(name, false);
        }
    }
}

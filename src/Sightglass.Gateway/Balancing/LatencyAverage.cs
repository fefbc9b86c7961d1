namespace Sightglass.Gateway.Balancing;

/// <summary>An exponentially weighted moving average of latencies, in seconds, that fades with a time constant of 10 s.</summary>
internal sealed class LatencyAverage(TimeProvider time)
{
    private const double DecaySeconds = 10;

    private readonly Lock _lock = new();
    private double _average;
    private long _touched;
    private volatile bool _known;

    /// <summary>Whether anything was measured, or taken over from others.</summary>
    public bool IsKnown => _known;

    /// <summary>Adds a measurement.</summary>
    public void Add(TimeSpan latency)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var keep = Keep(now);
            _average = (_average * keep) + (latency.TotalSeconds * (1 - keep));
            _touched = now;
            _known = true;
        }
    }

    /// <summary>The average as it has faded by now.</summary>
    public double Score(long now)
    {
        lock (_lock)
        {
            return _average * Keep(now);
        }
    }

    /// <summary>Gives a value to begin with, when there is none.</summary>
    public void StartAt(double average, long now)
    {
        lock (_lock)
        {
            if (!_known)
            {
                _average = average;
                _touched = now;
                _known = true;
            }
        }
    }

    private double Keep(long now)
        => _touched == 0 ? 0 : Math.Exp(-Math.Max(0, now - _touched) / (double)time.TimestampFrequency / DecaySeconds);
}

namespace Sightglass.Gateway.Tests.Net;

/// <summary>Time that moves when told. Its frequency is odd on purpose: code that takes ticks for something else fails.</summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    private const long Frequency = 7_000_000;

    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private long _now = 1_000_000_000;
    private DateTimeOffset _utc = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => Frequency;

    /// <summary>Timers that are set.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count(static timer => timer.Due is not null);
            }
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _utc;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        lock (_lock)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves time on and fires what becomes due, in order, on this thread.</summary>
    public void Advance(TimeSpan by)
    {
        long target;
        lock (_lock)
        {
            target = _now + Ticks(by);
        }

        while (true)
        {
            ManualTimer? next;
            lock (_lock)
            {
                next = _timers.Where(timer => timer.Due <= target).MinBy(static timer => timer.Due);
                MoveTo(next?.Due is { } due ? Math.Max(due, _now) : target);
                if (next is null)
                {
                    return;
                }

                next.Due = next.Period > 0 ? next.Due + next.Period : null;
            }

            next.Fire();
        }
    }

    public void Advance(int milliseconds) => Advance(TimeSpan.FromMilliseconds(milliseconds));

    private static long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Frequency);

    private void MoveTo(long timestamp)
    {
        _utc += TimeSpan.FromSeconds((timestamp - _now) / (double)Frequency);
        _now = timestamp;
    }

    private sealed class ManualTimer(ManualTimeProvider owner, Action fire) : ITimer
    {
        public long? Due { get; set; }

        public long Period { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._lock)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : owner._now + Ticks(dueTime);
                Period = period == Timeout.InfiniteTimeSpan ? 0 : Ticks(period);
                return true;
            }
        }

        public void Dispose()
        {
            lock (owner._lock)
            {
                owner._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

namespace Sightglass.ControlPlane.Identity;

/// <summary>Counts failed sign-ins by name and by address over a sliding window. Bounded: the oldest entries go first.</summary>
internal sealed class SignInLimiter(TimeProvider timeProvider)
{
    private const int MaxFailures = 10;
    private const int MaxKeys = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<DateTimeOffset>> _failures = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Seconds until one of the keys may try again; null when all may now.</summary>
    public int? Blocked(params ReadOnlySpan<string> keys)
    {
        var now = timeProvider.GetUtcNow();
        lock (_lock)
        {
            int? wait = null;
            foreach (var key in keys)
            {
                if (_failures.TryGetValue(key, out var times) && Trim(times, now) >= MaxFailures)
                {
                    var seconds = (int)Math.Ceiling((times[0] + Window - now).TotalSeconds);
                    wait = Math.Max(wait ?? 1, seconds);
                }
            }

            return wait;
        }
    }

    public void Failed(params ReadOnlySpan<string> keys)
    {
        var now = timeProvider.GetUtcNow();
        lock (_lock)
        {
            if (_failures.Count + keys.Length > MaxKeys)
            {
                MakeRoom(now);
            }

            foreach (var key in keys)
            {
                if (!_failures.TryGetValue(key, out var times))
                {
                    _failures[key] = times = [];
                }

                // More than the limit tells nothing more, and would let the queue grow.
                if (Trim(times, now) < MaxFailures)
                {
                    times.Add(now);
                }
            }
        }
    }

    /// <summary>
    /// What was counted beforehand turned out well. The name's failures are forgotten; of the address only the last, since the others may be
    /// about other names.
    /// </summary>
    public void Succeeded(string nameKey, string addressKey)
    {
        lock (_lock)
        {
            _failures.Remove(nameKey);
            if (_failures.TryGetValue(addressKey, out var times) && times.Count > 0)
            {
                times.RemoveAt(times.Count - 1);
            }
        }
    }

    private static int Trim(List<DateTimeOffset> times, DateTimeOffset now)
    {
        times.RemoveAll(time => time + Window <= now);
        return times.Count;
    }

    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var key in _failures.Where(entry => Trim(entry.Value, now) == 0).Select(entry => entry.Key).ToArray())
        {
            _failures.Remove(key);
        }

        // Those left have at least one entry each.
        foreach (var key in _failures.OrderBy(entry => entry.Value[^1])
            .Take(Math.Max(0, _failures.Count - (MaxKeys / 2))).Select(entry => entry.Key).ToArray())
        {
            _failures.Remove(key);
        }
    }
}

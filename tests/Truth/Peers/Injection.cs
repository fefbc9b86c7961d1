using System.Diagnostics;

namespace Truth.Peers;

/// <summary>The delay that a scenario injects: none until armed, and measured where it really takes place.</summary>
internal sealed class Injection
{
    private long _ticks;
    private volatile bool _armed;

    /// <summary>What was really injected since <see cref="Arm"/>.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _ticks));

    public bool Armed => _armed;

    /// <summary>From here on delays take place. What came before warmed the gateway up.</summary>
    public void Arm() => _armed = true;

    public async Task DelayAsync(int milliseconds)
    {
        if (_armed)
        {
            var start = Stopwatch.GetTimestamp();
            await Task.Delay(milliseconds);
            AddSince(start);
        }
    }

    /// <summary>For handlers that cannot wait.</summary>
    public void Block(int milliseconds)
    {
        if (_armed)
        {
            var start = Stopwatch.GetTimestamp();
            Thread.Sleep(milliseconds);
            AddSince(start);
        }
    }

    /// <summary>Counts what has passed since a reading of the clock.</summary>
    public void AddSince(long start)
    {
        if (_armed)
        {
            Interlocked.Add(ref _ticks, Stopwatch.GetTimestamp() - start);
        }
    }
}

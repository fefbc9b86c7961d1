using System.Collections.Immutable;
using Sightglass.Configuration.Settings;

namespace Sightglass.Gateway.Debugging;

/// <summary>
/// The most recent finished requests, bounded in number, memory and, if so set, in time: what is older or too much is let go. Knows the
/// sessions that look back, so that a request that was under way when one started is seen by it once: here, or when it ends.
/// </summary>
internal sealed class FlightRecorder : IDisposable
{
    /// <summary>Memory that recordings may hold, about.</summary>
    public const long MaxBytes = 64L << 20;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<FlightEntry> _ring = new();
    private readonly LookbackLimit _limit;
    private readonly TimeProvider _time;
    private readonly long _maxBytes;
    private readonly ITimer? _sweep;
    private ImmutableArray<DebugSession> _sessions = [];
    private long _bytes;
    private bool _disposed;

    public FlightRecorder(LookbackLimit limit, TimeProvider time, long maxBytes = MaxBytes)
    {
        _limit = limit;
        _time = time;
        _maxBytes = maxBytes;
        if (limit.Duration > TimeSpan.Zero)
        {
            // Also while nothing happens: what was promised to be kept for 30 s is not kept overnight.
            _sweep = time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _ring.Count;
            }
        }
    }

    /// <summary>Keeps a request, and lets go what is too old or too much.</summary>
    /// <returns>The sessions that look back; they have not seen it here.</returns>
    public ImmutableArray<DebugSession> Add(FinishedRequest request, RequestFacts facts)
    {
        var bytes = request.Recorder.EstimateBytes();
        lock (_gate)
        {
            if (_disposed)
            {
                return [];
            }

            request.Hold();
            _ring.Enqueue(new FlightEntry(request, facts, _time.GetTimestamp(), bytes));
            _bytes += bytes;
            Trim();
            return _sessions;
        }
    }

    /// <summary>A session begins: everything that is kept, the latest first, each held for the caller. What comes later is told by <see cref="Add"/>.</summary>
    public ImmutableArray<FlightEntry> Begin(DebugSession session)
    {
        lock (_gate)
        {
            Trim();
            _sessions = _sessions.Add(session);
            foreach (var entry in _ring)
            {
                entry.Request.Hold();
            }

            return [.. _ring.Reverse()];
        }
    }

    public void End(DebugSession session)
    {
        lock (_gate)
        {
            _sessions = _sessions.Remove(session);
        }
    }

    public void Dispose()
    {
        _sweep?.Dispose();
        lock (_gate)
        {
            _disposed = true;
            while (_ring.TryDequeue(out var entry))
            {
                entry.Request.Release();
            }

            _bytes = 0;
        }
    }

    private void Sweep()
    {
        lock (_gate)
        {
            Trim();
        }
    }

    private void Trim()
    {
        while (_ring.TryPeek(out var oldest) && (_ring.Count > _limit.Requests || _bytes > _maxBytes || IsOld(oldest)))
        {
            _ring.Dequeue();
            _bytes -= oldest.Bytes;
            oldest.Request.Release();
        }
    }

    private bool IsOld(FlightEntry entry) => _limit.Duration > TimeSpan.Zero && _time.GetElapsedTime(entry.EndedAt) > _limit.Duration;
}

namespace Sightglass.Gateway.Net;

/// <summary>
/// A timer wheel shared by everything that waits for a peer, so that no operation needs a timer or a cancellation source of its own.
/// Resolution 16 ms; deadlines never expire early.
/// </summary>
/// <remarks>
/// The wheel is lazy: moving a deadline further out does not move it on the wheel. When its slot comes, it is put where it belongs now,
/// or let go when it is not armed. Deadlines beyond the horizon wait in the last slot. The timer runs only while a slot is in use.
/// </remarks>
internal sealed class Deadlines : IDisposable
{
    /// <summary>Milliseconds a slot spans.</summary>
    public const int Resolution = 16;

    private const int Slots = 512;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Deadline?[] _slots = new Deadline?[Slots];
    private readonly long _ticksPerSlot;
    private readonly double _ticksPerMillisecond;
    private long _current;
    private int _count;
    private int _ticking;
    private bool _disposed;

    public Deadlines(TimeProvider time)
    {
        _time = time;
        _ticksPerMillisecond = time.TimestampFrequency / 1000.0;
        _ticksPerSlot = Math.Max(1, (long)(_ticksPerMillisecond * Resolution));
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(static state => ((Deadlines)state!).Advance(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Deadlines on the wheel, armed or about to be let go.</summary>
    internal int Count => Volatile.Read(ref _count);

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    internal long After(int milliseconds) => _time.GetTimestamp() + (long)(milliseconds * _ticksPerMillisecond) + 1;

    /// <summary>The first tick at which a deadline is surely due.</summary>
    internal long TickOf(long due) => (due + _ticksPerSlot - 1) / _ticksPerSlot;

    internal void Enqueue(Deadline deadline)
    {
        lock (_lock)
        {
            var due = deadline.ReadDue();
            if (due == 0 || _disposed)
            {
                return;
            }

            if (deadline.QueuedTick != 0)
            {
                Unlink(deadline);
            }

            if (_count == 0)
            {
                _current = _time.GetTimestamp() / _ticksPerSlot;
                _timer.Change(TimeSpan.FromMilliseconds(Resolution), TimeSpan.FromMilliseconds(Resolution));
            }

            Link(deadline, due);
        }
    }

    internal void Remove(Deadline deadline)
    {
        lock (_lock)
        {
            if (deadline.QueuedTick != 0)
            {
                Unlink(deadline);
            }
        }
    }

    private void Advance()
    {
        // Ticks may overlap when the pool is busy; the one that runs does the work of the others.
        if (Interlocked.Exchange(ref _ticking, 1) == 1)
        {
            return;
        }

        List<Deadline>? expired;
        lock (_lock)
        {
            expired = Collect(_time.GetTimestamp());
            if (_count == 0 && !_disposed)
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        Volatile.Write(ref _ticking, 0);
        foreach (var deadline in expired ?? [])
        {
            deadline.Notify();
        }
    }

    /// <summary>Empties the slots that time has passed; gives the expired ones.</summary>
    private List<Deadline>? Collect(long now)
    {
        List<Deadline>? expired = null;
        Deadline? early = null;
        var target = now / _ticksPerSlot;
        var steps = Math.Min(target - _current, Slots);
        for (var step = 1; step <= steps; step++)
        {
            ref var slot = ref _slots[(int)((_current + step) % Slots)];
            while (slot is { } deadline)
            {
                Unlink(deadline);
                var due = deadline.ReadDue();
                if (due > now)
                {
                    deadline.Next = early;
                    early = deadline;
                }
                else if (due != 0 && deadline.TryExpire(due))
                {
                    (expired ??= []).Add(deadline);
                }
            }
        }

        // Only now, with the slots behind us empty, do those that are not due go back: no slot is walked twice.
        _current = Math.Max(_current, target);
        while (early is not null)
        {
            var next = early.Next;
            early.Next = null;
            Requeue(early);
            early = next;
        }

        return expired;
    }

    private void Requeue(Deadline deadline)
    {
        var due = deadline.ReadDue();
        if (due != 0)
        {
            Link(deadline, due);
        }
    }

    private void Link(Deadline deadline, long due)
    {
        var tick = Math.Clamp(TickOf(due), _current + 1, _current + Slots - 1);
        ref var slot = ref _slots[(int)(tick % Slots)];
        deadline.Previous = null;
        deadline.Next = slot;
        if (slot is not null)
        {
            slot.Previous = deadline;
        }

        slot = deadline;
        _count++;
        deadline.SetQueued(tick);
    }

    private void Unlink(Deadline deadline)
    {
        if (deadline.Previous is { } previous)
        {
            previous.Next = deadline.Next;
        }
        else
        {
            _slots[(int)(deadline.QueuedTick % Slots)] = deadline.Next;
        }

        if (deadline.Next is { } next)
        {
            next.Previous = deadline.Previous;
        }

        deadline.Next = deadline.Previous = null;
        _count--;
        deadline.SetQueued(0);
    }
}

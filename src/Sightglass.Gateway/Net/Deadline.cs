namespace Sightglass.Gateway.Net;

/// <summary>
/// A point in time after which an operation is to be given up. Arm it before the wait, clear it after. Arming reads the clock and writes
/// one word; the wheel is touched only when it would look at this deadline too late, that is about once per timeout, not per operation.
/// </summary>
internal sealed class Deadline(Deadlines wheel, IDeadlineTarget target)
{
    private const long Expired = -1;

    private long _due;

    /// <summary>The wheel's tick at which it looks at this deadline; 0 while it does not.</summary>
    private long _queuedTick;

    internal Deadline? Next { get; set; }

    internal Deadline? Previous { get; set; }

    internal long QueuedTick => Volatile.Read(ref _queuedTick);

    /// <summary>Expires <paramref name="milliseconds"/> from now, at the earliest; at most about 20 ms later.</summary>
    public void Arm(int milliseconds)
    {
        var due = wheel.After(milliseconds);

        // The exchange is a full fence: either this thread sees that the wheel has let go of the deadline, or the wheel sees the new time.
        Interlocked.Exchange(ref _due, due);
        var queued = Volatile.Read(ref _queuedTick);
        if (queued == 0 || queued > wheel.TickOf(due))
        {
            wheel.Enqueue(this);
        }
    }

    /// <summary>Expires <paramref name="milliseconds"/> from now instead, if it is armed; does nothing otherwise.</summary>
    public void Replace(int milliseconds)
    {
        var due = wheel.After(milliseconds);
        for (var armed = Volatile.Read(ref _due); armed is not (0 or Expired); armed = Volatile.Read(ref _due))
        {
            if (Interlocked.CompareExchange(ref _due, due, armed) == armed)
            {
                var queued = Volatile.Read(ref _queuedTick);
                if (queued == 0 || queued > wheel.TickOf(due))
                {
                    wheel.Enqueue(this);
                }

                return;
            }
        }
    }

    /// <summary>Takes the deadline back.</summary>
    /// <returns>False when it had passed: the target is being told, or has been.</returns>
    public bool Clear() => Interlocked.Exchange(ref _due, 0) != Expired;

    /// <summary>Takes the deadline off the wheel too, for targets that are done for good.</summary>
    public void Detach()
    {
        Clear();
        wheel.Remove(this);
    }

    /// <summary>When it is due, in the clock's ticks; 0 when it is not armed.</summary>
    internal long ReadDue()
    {
        var due = Volatile.Read(ref _due);
        return due == Expired ? 0 : due;
    }

    internal void SetQueued(long tick) => Interlocked.Exchange(ref _queuedTick, tick);

    /// <summary>Marks it as passed, unless it was cleared or armed anew meanwhile.</summary>
    internal bool TryExpire(long due) => Interlocked.CompareExchange(ref _due, Expired, due) == due;

    internal void Notify() => target.OnDeadline(this);
}

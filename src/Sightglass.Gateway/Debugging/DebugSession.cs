using Sightglass.Cluster.Messages;

namespace Sightglass.Gateway.Debugging;

/// <summary>
/// One debug session on this node: its rule, and how much of its share is used. Counters are exact under concurrency: never more than the
/// share is recorded.
/// </summary>
internal sealed class DebugSession
{
    private readonly Lock _gate = new();
    private int _share;
    private int _recorded;
    private int _dropped;
    private int _pending;
    private string? _endReason;

    public DebugSession(SessionSpec spec, SessionRule rule)
    {
        Id = spec.Id;
        Rule = rule;
        _share = spec.TraceShare;
    }

    public Guid Id { get; }

    public SessionRule Rule { get; }

    /// <summary>Why the session ended here; null while it runs.</summary>
    public string? EndReason
    {
        get
        {
            lock (_gate)
            {
                return _endReason;
            }
        }
    }

    /// <summary>Takes one trace out of the share. False, and counted as dropped, when the share is used up; false when the session has ended.</summary>
    /// <param name="exhausted">Whether this was the last of the share, or the share was used up before.</param>
    public bool TryTake(out bool exhausted)
    {
        lock (_gate)
        {
            exhausted = false;
            if (_endReason is not null)
            {
                return false;
            }

            if (_recorded >= _share)
            {
                _dropped++;
                return false;
            }

            _recorded++;
            _pending++;
            exhausted = _recorded == _share;
            return true;
        }
    }

    /// <summary>A trace that was taken is delivered.</summary>
    public void Delivered()
    {
        lock (_gate)
        {
            _pending--;
        }
    }

    /// <summary>A trace that was taken is lost.</summary>
    public void Lost()
    {
        lock (_gate)
        {
            _pending--;
            _recorded--;
            _dropped++;
        }
    }

    /// <summary>Moves the bound; never below what is recorded.</summary>
    public SessionShareResult SetShare(int share)
    {
        lock (_gate)
        {
            _share = Math.Max(share, _recorded);
            return new SessionShareResult { TraceShare = _share, Recorded = _recorded };
        }
    }

    /// <summary>Ends the session. False if it had ended already.</summary>
    public bool End(string reason)
    {
        lock (_gate)
        {
            if (_endReason is not null)
            {
                return false;
            }

            _endReason = reason;
            return true;
        }
    }

    public SessionProgress Progress()
    {
        lock (_gate)
        {
            return new SessionProgress
            {
                Id = Id,
                Recorded = _recorded,
                Dropped = _dropped,
                State = _endReason is not null ? SessionNodeState.Draining
                    : _recorded >= _share ? SessionNodeState.Exhausted
                    : SessionNodeState.Active,
            };
        }
    }

    public TraceTotals Totals()
    {
        lock (_gate)
        {
            return new TraceTotals(_recorded - _pending, _dropped, _pending);
        }
    }

    public SessionStopResult StopResult()
    {
        lock (_gate)
        {
            return new SessionStopResult { Recorded = _recorded, Dropped = _dropped, Pending = _pending };
        }
    }
}
